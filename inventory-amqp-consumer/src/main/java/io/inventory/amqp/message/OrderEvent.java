package io.inventory.amqp.message;

import io.inventory.OrderCommand;
import io.inventory.OrderId;

/**
 * What a message says.
 *
 * @param type what happened to the order
 * @param eventId the sender's id of the event, at most {@link EventReader#EVENT_ID_BYTES_MAX} bytes
 * @param command what the inventory is to do
 */
public record OrderEvent(OrderEventType type, String eventId, OrderCommand<?> command) {
    public OrderId orderId() {
        return command.orderId();
    }
}
