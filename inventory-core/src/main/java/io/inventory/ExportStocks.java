package io.inventory;

import java.time.Duration;

/**
 * Begins to read all stocks as they are at one time, sorted by SKU: a snapshot, in which no command is seen in part, whatever is
 * changed while it is read. {@link ListStocks} is for pages that may be read whenever, each as of its own time.
 *
 * <p>A database keeps the snapshot, and a connection for it, until the {@link StockExport} is read to its end or closed; who
 * reads nothing for a time loses it. Refused as {@link ErrorReason#OVERLOADED} while as many are open as may be.
 */
public record ExportStocks() implements Query<StockExport> {
    /** For how long an export may be open. */
    public static final Duration TIME_MAX = Duration.ofMinutes(10);

    /** After how long without a read a store takes it for abandoned. */
    public static final Duration UNREAD_MAX = Duration.ofSeconds(30);
}
