package io.inventory;

/**
 * Explains the stock of one SKU: what changed it in a range of time, what it was before and after that, which reservations
 * hold units now, and the last entries. Refused with {@link ErrorReason#SKU_NOT_FOUND} if it was never created.
 *
 * <p>A ledger of any length is answered from sums that are kept of it. Where they were never made, as after a migration, they
 * are made bit by bit: the answer is {@link UnavailableException} until then, and says how far that has come.
 *
 * @param sku which
 * @param range when the entries were written
 */
public record ExplainStock(Sku sku, TimeRange range) implements Query<StockExplanation> {
    /** Of all times. */
    public ExplainStock(Sku sku) {
        this(sku, TimeRange.ALWAYS);
    }
}
