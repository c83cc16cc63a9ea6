package io.inventory.amqp.message;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was delivered; its body is not read yet.
 *
 * @param delivery what the channel delivered
 * @param returned whether it came back from a queue of the consumer's own, so that its {@link Headers} may be believed
 * @param routingKey with which it first came; empty where that is not known
 * @param attempt how many times it was put back before
 */
public record IncomingMessage(Delivery delivery, boolean returned, String routingKey, int attempt) {
    /** More than any message has; a larger number in its header counts as this one. */
    private static final int ATTEMPTS_MAX = 1_000_000;

    /**
     * Only who may publish to the queue itself, through the default exchange, can make a message that counts as
     * returned; what came through the orders exchange can't.
     */
    public static IncomingMessage of(Delivery delivery, String queue) {
        Envelope envelope = delivery.getEnvelope();
        boolean returned =
                envelope.getExchange().isEmpty() && envelope.getRoutingKey().equals(queue);
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        return new IncomingMessage(
                delivery,
                returned,
                returned ? Headers.text(headers, Headers.ROUTING_KEY).orElse("") : envelope.getRoutingKey(),
                returned ? attempt(headers) : 0);
    }

    private static int attempt(@Nullable Map<String, Object> headers) {
        long attempt = Headers.number(headers, Headers.ATTEMPT).orElse(0L);
        return (int) Math.max(0, Math.min(attempt, ATTEMPTS_MAX));
    }

    /** Identifies the message on the channel that delivered it. */
    public long deliveryTag() {
        return delivery.getEnvelope().getDeliveryTag();
    }

    public BasicProperties properties() {
        return delivery.getProperties();
    }

    public byte[] body() {
        return delivery.getBody();
    }

    /** The sender's id of the message; empty if it gave none. */
    public String messageId() {
        String id = properties().getMessageId();
        return id == null ? "" : id;
    }
}
