package io.inventory.amqp.message;

import java.util.Optional;

/** The events that are consumed. */
public enum OrderEventType {
    CREATED("order.created", "OrderCreated"),
    CANCELED("order.canceled", "OrderCanceled"),
    CLOSED("order.closed", "OrderClosed"),
    PAID("order.paid", "OrderPaid");

    private final String routingKey;
    private final String typeName;

    OrderEventType(String routingKey, String typeName) {
        this.routingKey = routingKey;
        this.typeName = typeName;
    }

    public String routingKey() {
        return routingKey;
    }

    /** What stands in the AMQP property {@code type}. */
    public String typeName() {
        return typeName;
    }

    static Optional<OrderEventType> ofRoutingKey(String routingKey) {
        for (OrderEventType type : values()) if (type.routingKey.equals(routingKey)) return Optional.of(type);
        return Optional.empty();
    }
}
