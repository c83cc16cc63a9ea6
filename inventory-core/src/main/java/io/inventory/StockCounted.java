package io.inventory;

/**
 * The answer to a {@link CountStock}: what the ledger said of the time of counting, and the stock as the command left it.
 *
 * @param sku the SKU
 * @param counted the units that were found
 * @param balance the units that the ledger had for that time, available and reserved
 * @param available the units that may be sold, after the command
 * @param reserved the units held by orders not paid
 * @param version the stock's version, which is also that of the ledger entry written
 * @param replayed whether this is the recorded answer, given again
 */
public record StockCounted(
        Sku sku, long counted, long balance, long available, long reserved, long version, boolean replayed) {
    /** By how much the available units were changed. */
    public long difference() {
        return counted - balance;
    }
}
