package io.inventory;

/** What became of an {@link Expire}: {@link Expired} or {@link NotOverdue}. */
public sealed interface ExpireOutcome {
    /**
     * What the reservation held can be sold again.
     *
     * @param orderId the order
     * @param replayed whether it had expired before
     */
    record Expired(OrderId orderId, boolean replayed) implements ExpireOutcome {}

    /**
     * The order is no reservation, or one whose time is not over; nothing changed.
     *
     * @param orderId the order
     * @param status where it stands
     */
    record NotOverdue(OrderId orderId, OrderStatus status) implements ExpireOutcome {}
}
