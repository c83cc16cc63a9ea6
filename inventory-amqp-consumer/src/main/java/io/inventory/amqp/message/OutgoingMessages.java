package io.inventory.amqp.message;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Map;

/** Makes outgoing messages: events, and copies of incoming messages for a queue of the consumer's own. */
public final class OutgoingMessages {
    private static final int PERSISTENT = 2;
    private static final String APP_ID = "inventory";
    private static final Map<String, Object> EVENT_HEADERS =
            Map.of(Headers.EVENT_VERSION, EventReader.EVENT_VERSION_MAX);

    private final JsonFormat.Printer printer = JsonFormat.printer()
            .alwaysPrintFieldsWithNoPresence()
            .preservingProtoFieldNames()
            .omittingInsignificantWhitespace();
    private final String eventsExchange;
    private final Clock clock;
    private final int frameBytesMax;

    /**
     * For one session with the broker.
     *
     * @param eventsExchange where events are published
     * @param frameBytesMax what the broker takes in one frame, into which all headers must go; 0 for no limit
     */
    public OutgoingMessages(String eventsExchange, Clock clock, int frameBytesMax) {
        this.eventsExchange = eventsExchange;
        this.clock = clock;
        this.frameBytesMax = frameBytesMax;
    }

    /** The event, as the answer to the event {@code causeId}. */
    public OutgoingMessage event(StockEvent event, String causeId) {
        return event(event, properties(event).correlationId(causeId).build());
    }

    /** The event, as the answer to nothing. */
    public OutgoingMessage event(StockEvent event) {
        return event(event, properties(event).build());
    }

    private static BasicProperties.Builder properties(StockEvent event) {
        return new BasicProperties.Builder()
                .contentType(ContentTypes.JSON)
                .contentEncoding("utf-8")
                .type(event.type().typeName())
                .messageId(event.id())
                .timestamp(Date.from(event.occurredAt()))
                .appId(APP_ID)
                .headers(EVENT_HEADERS)
                .deliveryMode(PERSISTENT);
    }

    private OutgoingMessage event(StockEvent event, BasicProperties properties) {
        return new OutgoingMessage(eventsExchange, event.type().routingKey(), properties, json(event));
    }

    /** A copy for a retry queue, from which it comes back after that queue's time. */
    public OutgoingMessage retry(IncomingMessage message, String queue, int attempt, String reason) {
        return toQueue(queue, Republication.toRetry(message, attempt, reason), message.body());
    }

    /** A copy for the parking queue, where an operator will look at it. */
    public OutgoingMessage park(IncomingMessage message, String queue, String reason, String detail) {
        return toQueue(queue, Republication.toParking(message, reason, detail, clock.instant()), message.body());
    }

    /** A parked message for the orders queue, to be tried from the start. */
    public OutgoingMessage requeue(BasicProperties parked, String routingKey, String queue, byte[] body) {
        return toQueue(queue, Republication.toOrders(parked, routingKey), body);
    }

    private OutgoingMessage toQueue(String queue, BasicProperties properties, byte[] body) {
        BasicProperties fitting = fits(properties) ? properties : Republication.withOwnHeadersOnly(properties);
        return new OutgoingMessage("", queue, fitting, body);
    }

    private boolean fits(BasicProperties properties) {
        try {
            int bytes = properties.toFrame(1, 0).size();
            return frameBytesMax == 0 || bytes <= frameBytesMax;
        } catch (IOException | RuntimeException e) {
            // A header's name that was not UTF-8, for one, may be too long when it is written as UTF-8.
            return false;
        }
    }

    private byte[] json(StockEvent event) {
        try {
            return printer.print(event.body()).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an event can be written as JSON", e);
        }
    }
}
