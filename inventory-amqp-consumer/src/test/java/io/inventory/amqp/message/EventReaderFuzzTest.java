package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.LongStringHelper;
import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.OrderLine;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.amqp.message.EventReader.CreatedOrders;
import io.inventory.events.v1.Item;
import io.inventory.events.v1.OrderCanceled;
import io.inventory.events.v1.OrderClosed;
import io.inventory.events.v1.OrderCreated;
import io.inventory.events.v1.OrderPaid;
import io.inventory.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A message is a command, and the same one when it is written again; or it can be parked with a reason. */
class EventReaderFuzzTest {
    private static final String QUEUE = "inventory.orders";
    private static final int FRAME_BYTES_MAX = 131_072;

    /** In the input, a line each of what stands around a body, which is the rest. */
    private static final int LINES = 6;

    private static final List<String> EXAMPLES = List.of(
            input(
                    "order.created",
                    "OrderCreated",
                    "{\"event_id\":\"e\",\"order_id\":\"o-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":\"2\"},{\"skuId\":\"B\",\"quantity\":1}],\"x\":[1.5,null,{}]}"),
            input("order.canceled", "order.canceled", "{\"event_id\":\"e-2\",\"order_id\":\"o-1\"}"),
            input(
                    "order.canceled",
                    "",
                    "{\"event_id\":\"e\",\"order_id\":\"\\u006f\",\"rollback_id\":\"r\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1e0}]}"),
            input(
                    "order.closed",
                    "",
                    "{\"event_id\":\"\ud83d\ude00\",\"order_id\":\"o\",\"rollback_id\":null,\"items\":[]}"),
            input("order.paid", "OrderPaid", "{\"event_id\":\"e\",\"order_id\":\"o\"}"),
            "\n" + QUEUE + "\napplication/json; charset=utf-8\n\n\n3\n{\"event_id\":\"e\",\"order_id\":\"o\"}");

    private static final List<String> WORDS = List.of(
            "event_id",
            "eventId",
            "order_id",
            "items",
            "sku_id",
            "quantity",
            "rollback_id",
            "null",
            "\"o\"",
            "[]",
            "{}",
            ",{\"sku_id\":\"C\",\"quantity\":1}",
            "application/json",
            "charset=utf-8",
            "order.paid",
            "order.created",
            "\n");

    private final OutgoingMessages outgoing = new OutgoingMessages("events", Clock.systemUTC(), FRAME_BYTES_MAX);

    private static String input(String routingKey, String type, String body) {
        return String.join("\n", "orders", routingKey, "application/json", type, "1", "", body);
    }

    private static IncomingMessage message(byte[] input) {
        String[] lines = new String[LINES];
        int from = 0;
        for (int line = 0; line < LINES; line++) {
            int end = from;
            while (end < input.length && input[end] != '\n') end++;
            lines[line] = new String(input, from, end - from, StandardCharsets.UTF_8);
            from = Math.min(end + 1, input.length);
        }
        Map<String, Object> headers = new HashMap<>();
        if (!lines[4].isEmpty()) headers.put(Headers.EVENT_VERSION, value(lines[4]));
        if (!lines[5].isEmpty()) {
            headers.put(Headers.ATTEMPT, value(lines[5]));
            headers.put(Headers.ROUTING_KEY, LongStringHelper.asLongString("order.paid"));
        }
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(lines[2].isEmpty() ? null : lines[2])
                .type(lines[3].isEmpty() ? null : lines[3])
                .headers(headers)
                .build();
        byte[] body = Arrays.copyOfRange(input, from, input.length);
        return IncomingMessage.of(new Delivery(new Envelope(1, false, lines[0], lines[1]), properties, body), QUEUE);
    }

    /** A number where it is one, as client libraries send it. */
    private static Object value(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return LongStringHelper.asLongString(text);
        }
    }

    private boolean isRead(IncomingMessage message, CreatedOrders createdOrders) throws IOException {
        EventReader reader = new EventReader(createdOrders);
        OrderEvent event;
        try {
            event = reader.read(message);
        } catch (BadMessageException e) {
            assertThat(e.detail()).isNotBlank();
            assertCanBeParked(message, e);
            return false;
        }
        String again = "orders\n" + event.type().routingKey() + "\n\n\n\n\n" + json(event);
        try {
            assertThat(reader.read(message(again.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(event);
        } catch (BadMessageException e) {
            throw new AssertionError(again, e);
        }
        return true;
    }

    private void assertCanBeParked(IncomingMessage message, BadMessageException e) throws IOException {
        OutgoingMessage parked = outgoing.park(message, "parked", e.reason().name(), e.detail());
        assertThat(parked.body()).isEqualTo(message.body());
        assertThat(parked.properties().toFrame(1, parked.body().length).size()).isLessThanOrEqualTo(FRAME_BYTES_MAX);
        Map<String, Object> headers = parked.properties().getHeaders();
        assertThat(headers).containsEntry(Headers.REASON, e.reason().name());
    }

    private static String json(OrderEvent event) throws InvalidProtocolBufferException {
        String eventId = event.eventId();
        String orderId = event.orderId().value();
        Message body = switch (event.type()) {
            case CREATED ->
                OrderCreated.newBuilder()
                        .setEventId(eventId)
                        .setOrderId(orderId)
                        .addAllItems(items(
                                event.command() instanceof Deduct deduct
                                        ? deduct.lines()
                                        : ((Reserve) event.command()).lines()))
                        .build();
            case CANCELED -> {
                Rollback rollback = (Rollback) event.command();
                OrderCanceled.Builder canceled = OrderCanceled.newBuilder()
                        .setEventId(eventId)
                        .setOrderId(orderId)
                        .addAllItems(items(rollback.lines()));
                rollback.rollbackId().ifPresent(id -> canceled.setRollbackId(id.value()));
                yield canceled.build();
            }
            case CLOSED -> {
                Rollback rollback = (Rollback) event.command();
                OrderClosed.Builder closed = OrderClosed.newBuilder()
                        .setEventId(eventId)
                        .setOrderId(orderId)
                        .addAllItems(items(rollback.lines()));
                rollback.rollbackId().ifPresent(id -> closed.setRollbackId(id.value()));
                yield closed.build();
            }
            case PAID -> {
                assertThat(event.command()).isInstanceOf(Confirm.class);
                yield OrderPaid.newBuilder()
                        .setEventId(eventId)
                        .setOrderId(orderId)
                        .build();
            }
        };
        return JsonFormat.printer().print(body);
    }

    private static List<Item> items(List<OrderLine> lines) {
        return lines.stream()
                .map(line -> Item.newBuilder()
                        .setSkuId(line.sku().value())
                        .setQuantity(Math.toIntExact(line.quantity()))
                        .build())
                .toList();
    }

    @Test
    void messagesAreReadOrCanBeParkedWithAReason() throws InterruptedException {
        Fuzz.bytes("messages", EXAMPLES, WORDS).run(input -> {
            IncomingMessage message = message(input);
            boolean read = isRead(message, CreatedOrders.deduct());
            assertThat(isRead(message, CreatedOrders.reserve(Duration.ofMinutes(15))))
                    .isEqualTo(read);
            return read;
        });
    }
}
