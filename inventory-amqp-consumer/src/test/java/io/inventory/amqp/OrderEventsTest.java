package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.Headers;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each order event does, and which stock event answers it. */
@ExpectedLog({Pipeline.class, UnroutableEvents.class})
class OrderEventsTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final InMemoryInventory inventory = new InMemoryInventory();
    private final Topology topology = broker.newTopology(Duration.ofMillis(300), Duration.ofSeconds(1));
    private TestShop shop;
    private RunningConsumer consumer;

    @BeforeEach
    void start() throws Exception {
        inventory.create(new Sku("A"), 10, new RequestId("1"));
        shop = new TestShop(broker, topology);
        consumer = new RunningConsumer(broker.factory(), topology, inventory);
        shop.awaitConsumer();
    }

    @AfterEach
    void stop() {
        consumer.close();
        shop.close();
    }

    @Test
    void aCreatedOrderIsDeducted() throws Exception {
        String cause = shop.create("o-1", "A", 2, "A", 1);
        Received event = shop.awaitEvents(1).get(0);
        assertThat(event.routingKey()).isEqualTo("stock.deducted");
        assertThat(event.properties().getType()).isEqualTo("StockDeducted");
        assertThat(event.properties().getContentType()).isEqualTo("application/json");
        assertThat(event.properties().getDeliveryMode()).isEqualTo(2);
        assertThat(event.properties().getCorrelationId()).isEqualTo(cause);
        assertThat(event.properties().getTimestamp()).isNotNull();
        assertThat(event.body())
                .contains("\"event_id\":\"" + event.id() + "\"")
                .contains("\"order_id\":\"o-1\"")
                .contains("\"items\":[{\"sku_id\":\"A\",\"quantity\":3}]")
                .contains("\"occurred_at\":\"");
        assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(7);
        Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
    }

    /** Many client libraries stamp ids of their own. */
    @Test
    void whereMessageIdAndEventIdDifferTheEventIdCounts() throws Exception {
        BasicProperties properties = new BasicProperties.Builder()
                .messageId("stamped")
                .type("OrderCreated")
                .build();
        String body = "{\"event_id\":\"e-1\",\"order_id\":\"o-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":2}]}";
        shop.publish("order.created", properties, body.getBytes(StandardCharsets.UTF_8));
        Received event = shop.awaitEvents(1).get(0);
        assertThat(event.routingKey()).isEqualTo("stock.deducted");
        assertThat(event.properties().getCorrelationId()).isEqualTo("e-1");
        assertThat(shop.waiting(topology.parkingQueue())).isZero();
    }

    @Test
    void anOrderThatIsTooLargeIsRefusedWithEveryShortage() throws Exception {
        shop.create("o-1", "A", 11);
        shop.create("o-2", "A", 1, "B", 1, "C", 1);
        List<Received> events = shop.awaitEvents(2);
        assertThat(events).extracting(Received::routingKey).containsOnly("stock.deduct_failed");
        assertThat(events.get(0).body())
                .contains("\"reason\":\"INSUFFICIENT_STOCK\"")
                .contains("\"shortages\":[{\"sku_id\":\"A\",\"requested\":11,\"available\":\"10\"}]");
        assertThat(events.get(1).body())
                .contains("\"reason\":\"UNKNOWN_SKU\"")
                .contains("\"unknown_sku_ids\":[\"B\",\"C\"]");
    }

    @Test
    void aCanceledOrderGivesItsUnitsBackOnce() throws Exception {
        shop.create("o-1", "A", 4);
        shop.cancel("o-1");
        shop.closeOrder("o-1");
        List<Received> events = shop.awaitEvents(3);
        assertThat(events)
                .extracting(Received::routingKey)
                .containsExactly("stock.deducted", "stock.rolled_back", "stock.rolled_back");
        assertThat(events.get(1).body())
                .contains("\"items\":[{\"sku_id\":\"A\",\"quantity\":4}]")
                .contains("\"reason\":\"CANCELED\"")
                .contains("\"order_status\":\"ROLLED_BACK\"");
        assertThat(events.get(2).id()).isEqualTo(events.get(1).id());
        assertThat(events.get(2).body()).isEqualTo(events.get(1).body());
        assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(10);
    }

    @Test
    void createdAgainAfterItsRollbackTheDeductionIsPublishedAsItHappened() throws Exception {
        shop.create("o-1", "A", 4);
        shop.cancel("o-1");
        shop.create("o-1", "A", 4);
        List<Received> events = shop.awaitEvents(3);
        assertThat(events.get(2).routingKey()).isEqualTo("stock.deducted");
        assertThat(events.get(2).id()).isEqualTo(events.get(0).id());
        assertThat(events.get(2).body()).isEqualTo(events.get(0).body());
    }

    @Test
    void aCancellationThatOvertookItsOrderKeepsItFromTakingUnits() throws Exception {
        shop.cancel("o-1");
        shop.create("o-1", "A", 4);
        List<Received> events = shop.awaitEvents(2);
        assertThat(events.get(0).routingKey()).isEqualTo("stock.rolled_back");
        assertThat(events.get(0).body()).contains("\"items\":[]").contains("\"order_status\":\"CANCELED\"");
        assertThat(events.get(1).routingKey()).isEqualTo("stock.deduct_failed");
        assertThat(events.get(1).body())
                .contains("\"reason\":\"ORDER_CLOSED\"")
                .contains("\"order_status\":\"CANCELED\"");
        assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(10);
    }

    @Test
    void partialReturnsArePublishedWithTheirIds() throws Exception {
        shop.create("o-1", "A", 4);
        shop.giveBack("o-1", "r-1", "A", 1);
        shop.giveBack("o-1", "r-2", "A", 3);
        shop.giveBack("o-1", "r-1", "A", 1);
        shop.cancel("o-1");
        List<Received> events = shop.awaitEvents(5);
        assertThat(events.get(1).body()).contains("\"rollback_id\":\"r-1\"").contains("\"order_status\":\"DEDUCTED\"");
        assertThat(events.get(2).body())
                .contains("\"rollback_id\":\"r-2\"")
                .contains("\"order_status\":\"ROLLED_BACK\"");
        assertThat(events.get(3).body()).isEqualTo(events.get(1).body());
        assertThat(events.get(4).body()).isEqualTo(events.get(2).body());
        assertThat(events.stream().map(Received::id).distinct()).hasSize(3);
    }

    @Test
    void aPaymentIsConfirmedAlsoAfterTheOrderWasClosed() throws Exception {
        shop.create("o-1", "A", 4);
        shop.pay("o-1");
        shop.cancel("o-1");
        shop.pay("o-1");
        shop.create("o-2", "A", 4);
        shop.cancel("o-2");
        shop.pay("o-2");
        List<Received> events = shop.awaitEvents(7);
        assertThat(events.stream().filter(event -> event.body().contains("\"o-1\"")))
                .extracting(Received::routingKey)
                .containsExactly("stock.deducted", "stock.confirmed", "stock.rolled_back", "stock.confirmed");
        assertThat(events.stream().filter(event -> event.body().contains("\"o-2\"")))
                .extracting(Received::routingKey)
                .containsExactly("stock.deducted", "stock.rolled_back", "stock.confirm_failed");
    }

    @Test
    void aPaymentThatOvertookItsOrderIsTriedAgain() throws Exception {
        shop.pay("o-1");
        Awaitility.await().until(() -> shop.waiting(topology.retryQueue(1)) == 1);
        shop.create("o-1", "A", 4);
        List<Received> events = shop.awaitEvents(2);
        assertThat(events).extracting(Received::routingKey).containsExactly("stock.deducted", "stock.confirmed");
    }

    @Test
    void aPaymentWithoutAnOrderIsParkedAfterTheLastTier() throws Exception {
        shop.pay("o-1");
        TestShop.Parked parked = shop.awaitParked();
        assertThat(parked.header(Headers.REASON)).isEqualTo("ORDER_NOT_FOUND");
        assertThat(parked.header(Headers.ROUTING_KEY)).isEqualTo("order.paid");
        assertThat(parked.header(Headers.ATTEMPT)).isEqualTo("2");
    }
}
