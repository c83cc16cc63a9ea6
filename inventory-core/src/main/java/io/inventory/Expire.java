package io.inventory;

/**
 * Gives back what a reservation holds whose time is over. That happens by itself too; this command is how. A reservation
 * whose time is not over, and any other order, stays as it is.
 *
 * <p>Refused with {@link ErrorReason#ORDER_NOT_FOUND} if the order is not known.
 *
 * @param orderId the reservation
 */
public record Expire(OrderId orderId) implements OrderCommand<ExpireOutcome> {}
