package io.inventory;

/**
 * The order did not get its units, or could not be confirmed or extended. Nothing was taken.
 *
 * @param orderId the order
 * @param rejection why
 * @param replayed whether this is the recorded rejection, given again
 * @param compacted whether the shortages or SKUs that belong to it are gone, because the order was compacted
 */
public record Rejected(OrderId orderId, Rejection rejection, boolean replayed, boolean compacted)
        implements DeductOutcome, ReserveOutcome, ConfirmOutcome, ExtendOutcome {
    /** With all its details. */
    public Rejected(OrderId orderId, Rejection rejection, boolean replayed) {
        this(orderId, rejection, replayed, false);
    }
}
