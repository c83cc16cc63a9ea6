package io.inventory.amqp.message;

import io.inventory.NamedId;
import io.inventory.OrderId;
import java.util.UUID;

/** The ids of the events of orders, so that an event that is published again has the same id. */
final class EventIds {
    private EventIds() {}

    /** The answer to an order's creation: there is one, whichever it is. */
    static UUID created(OrderId orderId) {
        return transition(orderId, "created", "");
    }

    /** The answer to an order's payment: there is one, whichever it is. */
    static UUID paid(OrderId orderId) {
        return transition(orderId, "paid", "");
    }

    /** A rollback, by its {@code rollback_id}. */
    static UUID rolledBack(OrderId orderId, String rollbackId) {
        return transition(orderId, "rolled_back", "id:" + rollbackId);
    }

    /** A rollback without an id, by its number within the order; 0 for the expiry. */
    static UUID rolledBack(OrderId orderId, int sequence) {
        return transition(orderId, "rolled_back", "#" + sequence);
    }

    /** A rollback that found nothing to give back. */
    static UUID nothingRolledBack(OrderId orderId) {
        return transition(orderId, "rolled_back", "nothing");
    }

    private static UUID transition(OrderId orderId, String transition, String which) {
        return NamedId.of(orderId.value(), transition, which);
    }
}
