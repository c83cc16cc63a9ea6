package io.inventory;

/** What became of a {@link Confirm}: {@link Confirmed} or {@link Rejected}. */
public sealed interface ConfirmOutcome permits ConfirmOutcome.Confirmed, Rejected {
    /**
     * What the order still held is sold.
     *
     * @param orderId the order
     * @param replayed whether it was sold before
     */
    record Confirmed(OrderId orderId, boolean replayed) implements ConfirmOutcome {}
}
