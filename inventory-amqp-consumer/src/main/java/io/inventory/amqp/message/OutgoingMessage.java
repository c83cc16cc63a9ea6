package io.inventory.amqp.message;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Return;
import java.util.Objects;

/** A message to be published. */
public final class OutgoingMessage {
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

    public String exchange() {
        return exchange;
    }

    public String routingKey() {
        return routingKey;
    }

    public BasicProperties properties() {
        return properties;
    }

    public byte[] body() {
        return body;
    }

    /** Whether it is for whoever wants it; a copy of a message is for one queue. */
    public boolean isEvent() {
        return !exchange.isEmpty();
    }

    /** Whether the broker has returned this message, or one that looks the same to it. */
    public boolean isSameAs(Return returned) {
        return exchange.equals(returned.getExchange())
                && routingKey.equals(returned.getRoutingKey())
                && Objects.equals(
                        properties.getMessageId(), returned.getProperties().getMessageId());
    }
}
