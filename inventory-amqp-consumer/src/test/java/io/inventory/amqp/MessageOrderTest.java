package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages of different orders go side by side, those of one order one after another. */
@ExpectedLog({Pipeline.class, UnroutableEvents.class})
class MessageOrderTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    /** The inventory has a pool of threads here, and would carry them out in any order. */
    @Test
    void messagesOfOneOrderAreCarriedOutAndAnsweredInTheOrderOfTheirArrival() throws Exception {
        int orders = 150;
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        try (JdbiInventory inventory = JdbiInventory.inMemory();
                TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            shop.awaitConsumer();
            for (int i = 0; i < orders; i++) {
                shop.create("o-" + i, "A", 2);
                shop.pay("o-" + i);
                shop.giveBack("o-" + i, "r", "A", 1);
                shop.cancel("o-" + i);
                shop.pay("o-" + i);
            }
            Map<String, StringBuilder> published = new HashMap<>();
            for (Received event : shop.awaitEvents(5 * orders))
                published
                        .computeIfAbsent(orderId(event), id -> new StringBuilder())
                        .append(event.routingKey())
                        .append(' ');
            assertThat(published).hasSize(orders);
            assertThat(published.values().stream()
                            .map(StringBuilder::toString)
                            .distinct()
                            .toList())
                    .isEqualTo(List.of(
                            "stock.deducted stock.confirmed stock.rolled_back stock.rolled_back stock.confirmed "));
            assertThat(consumer.end()).isNotDone();
        }
    }

    /** The other order's event comes only after the consumer has had the first order's cancellation. */
    @Test
    void anEventThatIsPublishedAgainStaysBeforeTheNextOfItsOrder() throws Exception {
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker.connect(), topology, false);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            shop.awaitConsumer();
            String queue = shop.receiveOnly("stock.rolled_back");
            shop.create("o-1", "A", 1);
            shop.cancel("o-1");
            shop.cancel("o-2");
            Awaitility.await()
                    .atMost(TestShop.PATIENCE)
                    .until(() -> shop.events().stream()
                            .anyMatch(event -> orderId(event).equals("o-2")));
            shop.bind(queue, "stock.deducted");
            assertThat(shop.awaitEvents(3))
                    .filteredOn(event -> orderId(event).equals("o-1"))
                    .extracting(Received::routingKey)
                    .containsExactly("stock.deducted", "stock.rolled_back");
            assertThat(consumer.end()).isNotDone();
        }
    }

    private static String orderId(Received event) {
        return event.body().replaceAll(".*\"order_id\":\"([^\"]*)\".*", "$1");
    }
}
