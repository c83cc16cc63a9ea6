package io.inventory.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Return;
import java.util.Objects;

/** A message to be published. */
final class OutgoingMessage {
    private final String exchange;
    private final String routingKey;
    private final BasicProperties properties;
    private final byte[] body;

    OutgoingMessage(String exchange, String routingKey, BasicProperties properties, byte[] body) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.properties = properties;
        this.body = body;
    }

    String exchange() {
        return exchange;
    }

    String routingKey() {
        return routingKey;
    }

    BasicProperties properties() {
        return properties;
    }

    byte[] body() {
        return body;
    }

    /** Whether the broker means this message, or one that comes to the same. */
    boolean isSameAs(Return returned) {
        return exchange.equals(returned.getExchange())
                && routingKey.equals(returned.getRoutingKey())
                && Objects.equals(
                        properties.getMessageId(), returned.getProperties().getMessageId());
    }
}
