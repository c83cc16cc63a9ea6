package io.inventory;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A snapshot of all stocks that is being read; see {@link ExportStocks}. To be closed, also when it was read to its end.
 *
 * <p>One reader at a time. What can't be read in part is not given in part: an export that fails ({@link UnavailableException} if
 * the store is away, it was open for too long or nothing was read of it for too long; {@link InternalErrorException} for
 * a row that can't be understood) must be begun again.
 */
public interface StockExport extends AutoCloseable {
    /**
     * The next stocks, up to {@link Page#SIZE_MAX}, sorted by SKU; empty after the last, and then again and again. Does not block;
     * the future is completed, or fails with an {@link InventoryException}, where those of {@link Inventory#submit} are.
     *
     * @throws IllegalStateException if the one before is not done yet
     */
    CompletableFuture<List<Stock>> next();

    /** Gives the snapshot up. Does not block; a {@link #next} that waits fails. */
    @Override
    void close();
}
