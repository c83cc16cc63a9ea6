package io.inventory;

/** What became of a {@link Deduct}: {@link Deducted} or {@link Rejected}. */
public sealed interface DeductOutcome permits DeductOutcome.Deducted, Rejected {
    /**
     * All lines were sold.
     *
     * @param orderId the order
     * @param replayed whether this is the recorded answer, given again
     */
    record Deducted(OrderId orderId, boolean replayed) implements DeductOutcome {}
}
