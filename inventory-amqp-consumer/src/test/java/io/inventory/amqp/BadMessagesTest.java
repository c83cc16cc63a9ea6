package io.inventory.amqp;

import static io.inventory.amqp.BadMessage.created;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.Headers;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of message that can never succeed is parked with its reason, and the queue goes on. */
@ExpectedLog({Pipeline.class})
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

    @ParameterizedTest
    @MethodSource("badMessages")
    void isParkedWithItsReason(BadMessage bad) throws Exception {
        if (bad.toQueue())
            shop.publish("", topology.queue(), bad.properties(), bad.body().toByteArray());
        else shop.publish(bad.routingKey(), bad.properties(), bad.body().toByteArray());
        TestShop.Parked parked = shop.awaitParked();
        assertThat(parked.header(Headers.REASON))
                .as(parked.header(Headers.DETAIL))
                .isEqualTo(bad.reason());
        assertThat(parked.header(Headers.DETAIL)).isNotEmpty();
        assertThat(parked.header(Headers.ROUTING_KEY)).isEqualTo(bad.routingKey());
        assertThat(parked.header(Headers.PARKED_ID)).hasSize(36);
        assertThat(parked.header(Headers.PARKED_AT)).endsWith("Z");
        assertThat(parked.properties().getDeliveryMode()).isEqualTo(2);
        assertThat(parked.properties().getMessageId())
                .isEqualTo(bad.properties().getMessageId());
        assertThat(parked.bodyBytes()).isEqualTo(bad.body().size());
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

    static List<BadMessage> badMessages() {
        List<BadMessage> all = new ArrayList<>();
        all.addAll(BadBodies.json());
        all.addAll(BadBodies.fields());
        all.addAll(badProperties());
        all.addAll(contradictions());
        return all;
    }

    private static List<BadMessage> badProperties() {
        String good = created("\"x\":1");
        return List.of(
                BadMessage.of(
                        "UNSUPPORTED_CONTENT", "plain text as content type", good, p -> p.contentType("text/plain")),
                BadMessage.of(
                        "UNSUPPORTED_CONTENT",
                        "protobuf as content type",
                        good,
                        p -> p.contentType("application/x-protobuf")),
                BadMessage.of(
                        "UNSUPPORTED_CONTENT",
                        "another character set",
                        good,
                        p -> p.contentType("application/json; charset=iso-8859-1")),
                BadMessage.of("UNSUPPORTED_CONTENT", "a compressed body", good, p -> p.contentEncoding("gzip")),
                BadMessage.of("UNKNOWN_TYPE", "the type of another event", good, p -> p.type("OrderCanceled")),
                BadMessage.of("UNKNOWN_TYPE", "a type that nobody knows", good, p -> p.type("OrderShipped")),
                BadMessage.of("UNKNOWN_VERSION", "version 2", good, p -> p.headers(Map.of("event_version", 2))),
                BadMessage.of("UNKNOWN_VERSION", "version 0", good, p -> p.headers(Map.of("event_version", 0))),
                BadMessage.of(
                        "UNKNOWN_VERSION", "a version in words", good, p -> p.headers(Map.of("event_version", "one"))),
                BadMessage.of(
                        "SPOOFED_HEADERS", "a spoofed attempt", good, p -> p.headers(Map.of(Headers.ATTEMPT, 99))),
                BadMessage.of(
                        "SPOOFED_HEADERS",
                        "a spoofed routing key",
                        good,
                        p -> p.headers(Map.of(Headers.ROUTING_KEY, "order.canceled"))),
                BadMessage.of(
                        "SPOOFED_HEADERS",
                        "spoofed notes of parking",
                        good,
                        p -> p.headers(Map.of(Headers.PARKED_AT, "2020-01-01T00:00:00Z"))),
                BadMessage.of("MALFORMED", "headers that fill a frame", "{", p -> p.headers(largeHeaders())),
                BadMessage.of(
                        "MALFORMED",
                        "an expiration that would empty the parking queue",
                        "{",
                        p -> p.expiration("1000")),
                BadMessage.of("MALFORMED", "a user id", "{", p -> p.userId(userId())),
                BadMessage.of("MALFORMED", "somewhere to reply to", "{", p -> p.replyTo(topology.queue())),
                BadMessage.of(
                        "MALFORMED",
                        "carbon copies",
                        "{",
                        p -> p.headers(Map.of("CC", List.of(topology.retryQueue(1))))),
                BadMessage.of(
                        "MALFORMED",
                        "a death that was not",
                        "{",
                        p -> p.headers(Map.of(
                                "x-death", List.of(Map.of("reason", "rejected", "queue", topology.parkingQueue()))))),
                BadMessage.of("UNKNOWN_TYPE", "straight into the queue", good, p -> p)
                        .intoTheQueue(""),
                BadMessage.of(
                                "ORDER_NOT_FOUND",
                                "an attempt beyond all counting",
                                "{\"event_id\":\"e\",\"order_id\":\"none\"}",
                                p -> p.headers(
                                        Map.of(Headers.ROUTING_KEY, "order.paid", Headers.ATTEMPT, Integer.MAX_VALUE)))
                        .intoTheQueue("order.paid"));
    }

    /** Each says what the inventory has recorded otherwise. */
    private static List<BadMessage> contradictions() {
        return List.of(
                BadMessage.of(
                        "ORDER_MISMATCH",
                        "an order id with other lines",
                        "order.created",
                        "{\"event_id\":\"e\",\"order_id\":\"known\",\"items\":[{\"sku_id\":\"A\",\"quantity\":6}]}"),
                BadMessage.of(
                        "ROLLBACK_EXCEEDS_ORDER",
                        "more back than was taken",
                        "order.canceled",
                        "{\"event_id\":\"e\",\"order_id\":\"known\",\"rollback_id\":\"r-2\",\"items\":[{\"sku_id\":\"A\",\"quantity\":5}]}"),
                BadMessage.of(
                        "REQUEST_MISMATCH",
                        "a rollback id with other lines",
                        "order.canceled",
                        "{\"event_id\":\"e\",\"order_id\":\"known\",\"rollback_id\":\"r-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":2}]}"),
                BadMessage.of(
                        "ORDER_NOT_FOUND",
                        "a partial return of no order, after its tiers",
                        "order.closed",
                        "{\"event_id\":\"e\",\"order_id\":\"none\",\"rollback_id\":\"r-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":2}]}"));
    }

    private static String userId() {
        return broker.factory().getUsername();
    }

    private static Map<String, Object> largeHeaders() {
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < 129; i++) headers.put("h" + i, "x".repeat(1_000));
        return headers;
    }
}
