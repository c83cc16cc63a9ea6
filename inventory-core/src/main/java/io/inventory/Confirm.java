package io.inventory;

/**
 * Turns what a reservation still holds into a sale. Repeating it changes nothing; an order that deducted at once counts
 * as confirmed.
 *
 * <p>Refused with {@link ErrorReason#ORDER_NOT_FOUND} if the order is not known; nothing is written then.
 *
 * @param orderId the order that was paid
 */
public record Confirm(OrderId orderId) implements OrderCommand<ConfirmOutcome> {}
