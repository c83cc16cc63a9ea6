package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.Headers;
import io.inventory.memory.InMemoryInventory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of message that can never succeed is parked with its reason, and the queue goes on. */
class BadMessagesTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private static final InMemoryInventory inventory = new InMemoryInventory();
    private static Topology topology;
    private static TestShop shop;
    private static RunningConsumer consumer;

    @BeforeAll
    static void start() throws Exception {
        topology = broker.newTopology(Duration.ofMillis(200));
        inventory.create(new Sku("A"), 1_000, new RequestId("1"));
        inventory.deduct(new OrderId("known"), List.of(OrderLine.of("A", 5)));
        inventory.rollback(new OrderId("known"), List.of(OrderLine.of("A", 1)), new RollbackId("r-1"));
        shop = new TestShop(broker, topology);
        consumer = new RunningConsumer(broker.factory(), topology, inventory);
        shop.awaitConsumer();
    }

    @AfterAll
    static void stop() {
        consumer.close();
        shop.close();
    }

    /** A message and the reason with which it is to be parked. */
    record Bad(
            String name,
            String reason,
            String routingKey,
            UnaryOperator<BasicProperties.Builder> properties,
            Supplier<byte[]> body,
            boolean toQueue) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("badMessages")
    void isParkedWithItsReason(Bad bad) throws Exception {
        byte[] body = bad.body.get();
        BasicProperties properties = bad.properties
                .apply(new BasicProperties.Builder().contentType("application/json"))
                .build();
        if (bad.toQueue) shop.publish("", topology.queue(), properties, body);
        else shop.publish(bad.routingKey, properties, body);
        TestShop.Parked parked = shop.awaitParked();
        assertThat(parked.header(Headers.REASON))
                .as(parked.header(Headers.DETAIL))
                .isEqualTo(bad.reason);
        assertThat(parked.header(Headers.DETAIL)).isNotEmpty();
        assertThat(parked.header(Headers.ROUTING_KEY)).isEqualTo(bad.toQueue ? "" : bad.routingKey);
        assertThat(parked.header(Headers.PARKED_ID)).hasSize(36);
        assertThat(parked.header(Headers.PARKED_AT)).endsWith("Z");
        assertThat(parked.properties().getDeliveryMode()).isEqualTo(2);
        assertThat(parked.properties().getMessageId()).isEqualTo(properties.getMessageId());
        assertThat(parked.bodyBytes()).isEqualTo(body.length);
        // These would let it vanish, be refused, or go elsewhere.
        assertThat(parked.properties().getExpiration()).isNull();
        assertThat(parked.properties().getUserId()).isNull();
        assertThat(parked.properties().getReplyTo()).isNull();
        assertThat(parked.properties().getHeaders()).doesNotContainKeys("CC", "BCC", "x-death");
        assertTheQueueGoesOn();
    }

    private static void assertTheQueueGoesOn() throws Exception {
        int before = shop.events().size();
        shop.create(UUID.randomUUID().toString(), "A", 1);
        shop.awaitEvents(before + 1);
        assertThat(shop.events().get(before).routingKey()).isEqualTo("stock.deducted");
    }

    @Test
    void thereAreManyKindsOfBadMessages() {
        assertThat(badMessages()).hasSizeGreaterThanOrEqualTo(50);
    }

    static List<Bad> badMessages() {
        List<Bad> all = new ArrayList<>();
        addBodies(all);
        addFields(all);
        addProperties(all);
        addConflicts(all);
        return all;
    }

    private static void addBodies(List<Bad> all) {
        malformed(all, "an empty body", "");
        malformed(all, "plain text", "hello");
        malformed(all, "half an object", "{\"order_id\":\"o\"");
        malformed(all, "an array", "[]");
        malformed(all, "null", "null");
        malformed(all, "text after the object", "{} x");
        malformed(all, "two objects", "{}{}");
        malformed(all, "single quotes", "{'order_id':'o'}");
        malformed(all, "names without quotes", "{order_id:\"o\"}");
        malformed(all, "a comment", "{/* o */}");
        malformed(all, "a comma at the end", "{\"order_id\":\"o\",}");
        malformed(all, "NaN", created("\"x\":NaN"));
        malformed(all, "a name twice", "{\"event_id\":\"e\",\"order_id\":\"o\",\"order_id\":\"p\"}");
        malformed(all, "a name twice, deep in what is ignored", created("\"x\":[{\"a\":1,\"a\":2}]"));
        malformed(all, "a field under both its names", created("\"orderId\":\"p\""));
        malformed(all, "a bomb of brackets", created("\"x\":" + "[".repeat(200_000) + "]".repeat(200_000)));
        malformed(all, "a bomb of braces", "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000));
        malformed(all, "a bomb without an end", "[".repeat(500_000));
        malformed(all, "1e400", created("\"x\":1e400"));
        malformed(all, "-1e400", created("\"x\":[-1e400]"));
        malformed(all, "a number of 1,000 digits", created("\"x\":" + "9".repeat(1_000)));
        malformed(all, "an endless text", created("\"x\":\"" + "y".repeat(100_000) + "\""));
        malformed(all, "an endless name", created("\"" + "y".repeat(100_000) + "\":1"));
        malformed(all, "a control character", created("\"x\":\"\u0001\""));
        body(all, "MALFORMED", "not UTF-8", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        body(all, "MALFORMED", "UTF-16", created("\"x\":1").getBytes(StandardCharsets.UTF_16));
        body(all, "MALFORMED", "a byte order mark", ("\uFEFF" + created("\"x\":1")).getBytes(StandardCharsets.UTF_8));
        body(
                all,
                "TOO_LARGE",
                "more than 1 MiB",
                created("\"x\":\"" + "y".repeat(1 << 20) + "\"").getBytes(StandardCharsets.UTF_8));
    }

    private static void addFields(List<Bad> all) {
        malformed(all, "a quantity of 1.5", order("[{\"sku_id\":\"A\",\"quantity\":1.5}]"));
        malformed(all, "a quantity of 3,000,000,000", order("[{\"sku_id\":\"A\",\"quantity\":3000000000}]"));
        malformed(all, "a quantity in words", order("[{\"sku_id\":\"A\",\"quantity\":\"one\"}]"));
        malformed(all, "items as text", order("\"A\""));
        malformed(all, "null among the items", order("[null]"));
        malformed(all, "a time that is none", created("\"occurred_at\":\"yesterday\""));
        malformed(all, "an id that is an object", "{\"event_id\":{},\"order_id\":\"o\"}");
        invalid(all, "a quantity of 0", order("[{\"sku_id\":\"A\",\"quantity\":0}]"));
        invalid(all, "a quantity of -1", order("[{\"sku_id\":\"A\",\"quantity\":-1}]"));
        invalid(all, "a quantity of 1,000,000,001", order("[{\"sku_id\":\"A\",\"quantity\":1000000001}]"));
        invalid(
                all,
                "quantities too large together",
                order("[{\"sku_id\":\"A\",\"quantity\":1000000000},{\"sku_id\":\"A\",\"quantity\":1}]"));
        invalid(all, "no items", order("[]"));
        invalid(
                all,
                "2,001 items",
                order("[" + "{\"sku_id\":\"A\",\"quantity\":1},".repeat(2_000) + "{\"sku_id\":\"A\",\"quantity\":1}]"));
        invalid(all, "an unpaired surrogate", order("[{\"sku_id\":\"A\\ud800\",\"quantity\":1}]"));
        invalid(all, "no order id", "{\"event_id\":\"e\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}");
        invalid(
                all,
                "an order id with NUL",
                "{\"event_id\":\"e\",\"order_id\":\"o\\u0000\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}");
        invalid(
                all,
                "an order id of 129 characters",
                "{\"event_id\":\"e\",\"order_id\":\"" + "o".repeat(129)
                        + "\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}");
        invalid(all, "no event id", "{\"order_id\":\"o\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}");
        invalid(
                all,
                "an event id of 64 emoji",
                "{\"event_id\":\"" + "😀".repeat(64)
                        + "\",\"order_id\":\"o\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}");
        add(
                all,
                "INVALID_ARGUMENT",
                "a rollback id without items",
                "order.canceled",
                "{\"event_id\":\"e\",\"order_id\":\"o\",\"rollback_id\":\"r\"}");
        add(
                all,
                "INVALID_ARGUMENT",
                "an empty rollback id",
                "order.closed",
                "{\"event_id\":\"e\",\"order_id\":\"o\",\"rollback_id\":\"\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}");
    }

    private static void addProperties(List<Bad> all) {
        String good = created("\"x\":1");
        with(all, "UNSUPPORTED_CONTENT", "plain text as content type", good, p -> p.contentType("text/plain"));
        with(
                all,
                "UNSUPPORTED_CONTENT",
                "protobuf as content type",
                good,
                p -> p.contentType("application/x-protobuf"));
        with(
                all,
                "UNSUPPORTED_CONTENT",
                "another character set",
                good,
                p -> p.contentType("application/json; charset=iso-8859-1"));
        with(all, "UNSUPPORTED_CONTENT", "a compressed body", good, p -> p.contentEncoding("gzip"));
        with(all, "UNKNOWN_TYPE", "the type of another event", good, p -> p.type("OrderCanceled"));
        with(all, "UNKNOWN_TYPE", "a type that nobody knows", good, p -> p.type("OrderShipped"));
        with(all, "UNKNOWN_VERSION", "version 2", good, p -> p.headers(Map.of("event_version", 2)));
        with(all, "UNKNOWN_VERSION", "version 0", good, p -> p.headers(Map.of("event_version", 0)));
        with(all, "UNKNOWN_VERSION", "a version in words", good, p -> p.headers(Map.of("event_version", "one")));
        with(all, "SPOOFED_HEADERS", "a spoofed attempt", good, p -> p.headers(Map.of(Headers.ATTEMPT, 99)));
        with(
                all,
                "SPOOFED_HEADERS",
                "a spoofed routing key",
                good,
                p -> p.headers(Map.of(Headers.ROUTING_KEY, "order.canceled")));
        with(
                all,
                "SPOOFED_HEADERS",
                "spoofed notes of parking",
                good,
                p -> p.headers(Map.of(Headers.PARKED_AT, "2020-01-01T00:00:00Z")));
        with(all, "MALFORMED", "headers that fill a frame", "{", p -> p.headers(largeHeaders()));
        with(all, "MALFORMED", "an expiration that would empty the parking queue", "{", p -> p.expiration("1000"));
        with(all, "MALFORMED", "a user id", "{", p -> p.userId(userId()));
        with(all, "MALFORMED", "somewhere to reply to", "{", p -> p.replyTo(topology.queue()));
        with(all, "MALFORMED", "carbon copies", "{", p -> p.headers(Map.of("CC", List.of(topology.retryQueue(1)))));
        with(
                all,
                "MALFORMED",
                "a death that was not",
                "{",
                p -> p.headers(
                        Map.of("x-death", List.of(Map.of("reason", "rejected", "queue", topology.parkingQueue())))));
        all.add(new Bad("straight into the queue", "UNKNOWN_TYPE", "", p -> p, bytes(good), true));
    }

    private static void addConflicts(List<Bad> all) {
        add(
                all,
                "ORDER_MISMATCH",
                "an order id with other lines",
                "order.created",
                "{\"event_id\":\"e\",\"order_id\":\"known\",\"items\":[{\"sku_id\":\"A\",\"quantity\":6}]}");
        add(
                all,
                "ROLLBACK_EXCEEDS_ORDER",
                "more back than was taken",
                "order.canceled",
                "{\"event_id\":\"e\",\"order_id\":\"known\",\"rollback_id\":\"r-2\",\"items\":[{\"sku_id\":\"A\",\"quantity\":5}]}");
        add(
                all,
                "REQUEST_MISMATCH",
                "a rollback id with other lines",
                "order.canceled",
                "{\"event_id\":\"e\",\"order_id\":\"known\",\"rollback_id\":\"r-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":2}]}");
        add(
                all,
                "ORDER_NOT_FOUND",
                "a partial return of no order, after its tiers",
                "order.closed",
                "{\"event_id\":\"e\",\"order_id\":\"none\",\"rollback_id\":\"r-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":2}]}");
    }

    private static String userId() {
        return broker.factory().getUsername();
    }

    private static Map<String, Object> largeHeaders() {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < 129; i++) headers.put("h" + i, "x".repeat(1_000));
        return headers;
    }

    private static String created(String extra) {
        return "{\"event_id\":\"e\",\"order_id\":\"bad\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]," + extra + "}";
    }

    private static String order(String items) {
        return "{\"event_id\":\"e\",\"order_id\":\"bad\",\"items\":" + items + "}";
    }

    private static void malformed(List<Bad> all, String name, String json) {
        add(all, "MALFORMED", name, "order.created", json);
    }

    private static void invalid(List<Bad> all, String name, String json) {
        add(all, "INVALID_ARGUMENT", name, "order.created", json);
    }

    private static void add(List<Bad> all, String reason, String name, String routingKey, String json) {
        all.add(new Bad(name, reason, routingKey, p -> p, bytes(json), false));
    }

    private static void body(List<Bad> all, String reason, String name, byte[] body) {
        all.add(new Bad(name, reason, "order.created", p -> p, () -> body, false));
    }

    private static void with(
            List<Bad> all, String reason, String name, String json, UnaryOperator<BasicProperties.Builder> properties) {
        all.add(new Bad(name, reason, "order.created", properties, bytes(json), false));
    }

    private static Supplier<byte[]> bytes(String json) {
        return () -> json.getBytes(StandardCharsets.UTF_8);
    }
}
