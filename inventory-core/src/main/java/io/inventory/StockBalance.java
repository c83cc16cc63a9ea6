package io.inventory;

import java.time.Instant;

/**
 * What the ledger says of a SKU's stock at a time or version.
 *
 * @param sku the SKU
 * @param available the units that were available
 * @param reserved the units that were held by orders not paid
 * @param version the version of the ledger entry that left this balance
 * @param since when that entry was written, by the store's clock
 */
public record StockBalance(Sku sku, long available, long reserved, long version, Instant since) {
    /** The balance that an entry left. */
    public static StockBalance after(LedgerEntry entry) {
        return new StockBalance(
                entry.sku(), entry.availableAfter(), entry.reservedAfter(), entry.version(), entry.createdAt());
    }

    /** All units that were there: available or reserved. */
    public long units() {
        return available + reserved;
    }
}
