package io.inventory.amqp;

import com.google.protobuf.ByteString;
import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.function.UnaryOperator;

/**
 * A message and the reason with which it is to be parked.
 *
 * @param toQueue whether it is published straight into the consumer's queue, as the consumer's own are
 */
record BadMessage(
        String name, String reason, String routingKey, BasicProperties properties, ByteString body, boolean toQueue) {
    private static final BasicProperties JSON =
            new BasicProperties.Builder().contentType("application/json").build();

    static BadMessage of(String reason, String name, byte[] body) {
        return new BadMessage(name, reason, "order.created", JSON, ByteString.copyFrom(body), false);
    }

    static BadMessage of(String reason, String name, String routingKey, String json) {
        return new BadMessage(name, reason, routingKey, JSON, ByteString.copyFromUtf8(json), false);
    }

    static BadMessage of(String reason, String name, String json, UnaryOperator<BasicProperties.Builder> properties) {
        return of(reason, name, "order.created", json).with(properties);
    }

    static BadMessage malformed(String name, String json) {
        return of("MALFORMED", name, "order.created", json);
    }

    static BadMessage invalid(String name, String json) {
        return of("INVALID_ARGUMENT", name, "order.created", json);
    }

    private BadMessage with(UnaryOperator<BasicProperties.Builder> change) {
        return new BadMessage(
                name, reason, routingKey, change.apply(properties.builder()).build(), body, toQueue);
    }

    /** The same, straight into the queue; what counts as its routing key is in its headers, or empty. */
    BadMessage intoTheQueue(String countingAs) {
        return new BadMessage(name, reason, countingAs, properties, body, true);
    }

    /** An order.created with another field. */
    static String created(String field) {
        return "{\"event_id\":\"e\",\"order_id\":\"bad\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]," + field + "}";
    }

    /** An order.created with these items. */
    static String order(String items) {
        return "{\"event_id\":\"e\",\"order_id\":\"bad\",\"items\":" + items + "}";
    }

    @Override
    public String toString() {
        return name;
    }
}
