package io.inventory.amqp.message;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.InvalidRequestException;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import io.inventory.amqp.message.BadMessageException.Reason;
import io.inventory.events.v1.Item;
import io.inventory.events.v1.OrderCanceled;
import io.inventory.events.v1.OrderClosed;
import io.inventory.events.v1.OrderCreated;
import io.inventory.events.v1.OrderPaid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the command that a message stands for. Thread-safe. */
public final class EventReader {
    /** The largest body. */
    static final int BODY_BYTES_MAX = 1 << 20;
    /** The longest event id: it travels as an AMQP short string. */
    static final int EVENT_ID_BYTES_MAX = 255;
    /** The newest version of the events that is understood. */
    static final int EVENT_VERSION_MAX = 1;

    private final JsonFormat.Parser parser = JsonFormat.parser().ignoringUnknownFields();
    private final CreatedOrders createdOrders;

    public EventReader(CreatedOrders createdOrders) {
        this.createdOrders = createdOrders;
    }

    /**
     * Understands a message. Its event's id is the body's {@code event_id}, whatever the property {@code message_id} says:
     * client libraries stamp ids of their own.
     *
     * @throws BadMessageException if it can't be a command; it says why
     */
    public OrderEvent read(IncomingMessage message) throws BadMessageException {
        requireHonestHeaders(message);
        OrderEventType type = type(message);
        requireKnownVersion(message);
        ContentTypes.requireJson(message.properties());
        if (message.body().length > BODY_BYTES_MAX)
            throw new BadMessageException(
                    Reason.TOO_LARGE,
                    "the body has " + message.body().length + " bytes, at most " + BODY_BYTES_MAX + " are allowed");
        String json = JsonLimits.requireWithin(message.body());
        try {
            return event(type, json);
        } catch (InvalidProtocolBufferException e) {
            throw new BadMessageException(Reason.MALFORMED, String.valueOf(e.getMessage()));
        } catch (InvalidRequestException e) {
            throw new BadMessageException(Reason.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    private static void requireHonestHeaders(IncomingMessage message) throws BadMessageException {
        Map<String, Object> headers = message.properties().getHeaders();
        if (message.returned() || headers == null) return;
        for (String name : headers.keySet())
            if (name.startsWith(Headers.OWN_PREFIX))
                throw new BadMessageException(Reason.SPOOFED_HEADERS, "header " + name + " may not come from outside");
    }

    private static OrderEventType type(IncomingMessage message) throws BadMessageException {
        OrderEventType type = OrderEventType.ofRoutingKey(message.routingKey())
                .orElseThrow(() -> new BadMessageException(
                        Reason.UNKNOWN_TYPE, "routing key '" + message.routingKey() + "' is not consumed"));
        String name = message.properties().getType();
        if (name != null && !name.equals(type.typeName()) && !name.equals(type.routingKey()))
            throw new BadMessageException(
                    Reason.UNKNOWN_TYPE,
                    "type '" + name + "' does not belong to routing key " + type.routingKey() + ", " + type.typeName()
                            + " does");
        return type;
    }

    private static void requireKnownVersion(IncomingMessage message) throws BadMessageException {
        Map<String, Object> headers = message.properties().getHeaders();
        if (headers == null || !headers.containsKey(Headers.EVENT_VERSION)) return;
        long version = Headers.number(headers, Headers.EVENT_VERSION).orElse(0L);
        if (version < 1 || version > EVENT_VERSION_MAX)
            throw new BadMessageException(
                    Reason.UNKNOWN_VERSION,
                    Headers.EVENT_VERSION + " " + headers.get(Headers.EVENT_VERSION) + " is not known, "
                            + EVENT_VERSION_MAX + " is");
    }

    private OrderEvent event(OrderEventType type, String json) throws InvalidProtocolBufferException {
        return switch (type) {
            case CREATED -> {
                OrderCreated created = parse(json, OrderCreated.newBuilder()).build();
                List<OrderLine> lines = lines(created.getItemsList());
                OrderId orderId = new OrderId(created.getOrderId());
                yield event(type, created.getEventId(), createdOrders.command(orderId, lines));
            }
            case CANCELED -> {
                OrderCanceled canceled = parse(json, OrderCanceled.newBuilder()).build();
                Optional<String> id =
                        canceled.hasRollbackId() ? Optional.of(canceled.getRollbackId()) : Optional.empty();
                yield event(
                        type,
                        canceled.getEventId(),
                        rollback(canceled.getOrderId(), canceled.getItemsList(), id, RollbackReason.CANCELED));
            }
            case CLOSED -> {
                OrderClosed closed = parse(json, OrderClosed.newBuilder()).build();
                Optional<String> id = closed.hasRollbackId() ? Optional.of(closed.getRollbackId()) : Optional.empty();
                yield event(
                        type,
                        closed.getEventId(),
                        rollback(closed.getOrderId(), closed.getItemsList(), id, RollbackReason.CLOSED));
            }
            case PAID -> {
                OrderPaid paid = parse(json, OrderPaid.newBuilder()).build();
                yield event(type, paid.getEventId(), new Confirm(new OrderId(paid.getOrderId())));
            }
        };
    }

    private <B extends Message.Builder> B parse(String json, B builder) throws InvalidProtocolBufferException {
        parser.merge(json, builder);
        return builder;
    }

    private static OrderEvent event(OrderEventType type, String eventId, OrderCommand<?> command) {
        try {
            // The rules for the caller's id of a request are those for an event's.
            new RequestId(eventId);
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException("event_id", e.violations().get(0).description());
        }
        int bytes = eventId.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > EVENT_ID_BYTES_MAX)
            throw new InvalidRequestException(
                    "event_id", "must have at most " + EVENT_ID_BYTES_MAX + " bytes in UTF-8, has " + bytes);
        return new OrderEvent(type, eventId, command);
    }

    private static Rollback rollback(
            String orderId, List<Item> items, Optional<String> rollbackId, RollbackReason reason) {
        return new Rollback(new OrderId(orderId), lines(items), rollbackId.map(RollbackId::new), reason);
    }

    private static List<OrderLine> lines(List<Item> items) {
        // Counted here as well, so that a long list is refused before it is converted.
        if (items.size() > OrderLines.LINES_MAX)
            throw new InvalidRequestException(
                    "items", "must have at most " + OrderLines.LINES_MAX + " lines, has " + items.size());
        List<OrderLine> lines = new ArrayList<>(items.size());
        for (Item item : items) {
            try {
                lines.add(new OrderLine(new Sku(item.getSkuId()), item.getQuantity()));
            } catch (InvalidRequestException e) {
                InvalidRequestException.FieldViolation violation =
                        e.violations().get(0);
                throw new InvalidRequestException(
                        "items[" + lines.size() + "]." + violation.field(), violation.description());
            }
        }
        return lines;
    }

    /** What a created order does with its units. */
    public interface CreatedOrders {
        OrderCommand<?> command(OrderId orderId, List<OrderLine> lines);

        /** Its units are sold at once. */
        static CreatedOrders deduct() {
            return Deduct::new;
        }

        /** Its units are held until the order is paid. */
        static CreatedOrders reserve(Duration timeToLive) {
            return (orderId, lines) -> new Reserve(orderId, lines, timeToLive);
        }
    }
}
