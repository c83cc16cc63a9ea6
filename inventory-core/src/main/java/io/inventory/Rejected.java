package io.inventory;

/**
 * The order did not get its units, or could not be confirmed or extended. Nothing was taken.
 *
 * @param orderId the order
 * @param rejection why
 * @param replayed whether this is the recorded rejection, given again
 */
public record Rejected(OrderId orderId, Rejection rejection, boolean replayed)
        implements DeductOutcome, ReserveOutcome, ConfirmOutcome, ExtendOutcome {}
