package io.inventory;

/**
 * Reads an order. Refused with {@link ErrorReason#ORDER_NOT_FOUND} if it is not known. An overdue reservation shows as
 * EXPIRED once a command about the order has met it.
 *
 * @param orderId which
 */
public record GetOrder(OrderId orderId) implements Query<Order> {}
