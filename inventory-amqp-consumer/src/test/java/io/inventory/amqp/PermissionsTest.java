package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.TopologyException;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.EventReader;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rights in RabbitMQ that docs/messaging.md says are enough are enough, and what declares needs those that it names. */
@ExpectedLog(Pipeline.class)
class PermissionsTest {
    private static final String QUEUES = "^p\\.inventory\\.orders.*$";
    private static final String NONE = "^$";

    private static PrivateBroker broker;

    private final Topology topology =
            new Topology("p.order.events", "p.inventory.events", "p.inventory.orders", List.of(Duration.ofMillis(200)));
    private final InMemoryInventory inventory = new InMemoryInventory();

    @BeforeAll
    static void startBroker() {
        broker = PrivateBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void whatDeclaresNeedsTheRightsThatAreNamedAndNoMore() throws Exception {
        ConnectionFactory user = user(
                "declaring",
                "^p\\.(order\\.events|inventory\\.events|inventory\\.orders.*)$",
                "^(amq\\.default|p\\.inventory\\.events|p\\.inventory\\.orders)$",
                "^p\\.(order\\.events|inventory\\.orders.*)$");
        assertThatItWorks(TopologyDeclaration.Mode.FULL, user);
    }

    @Test
    void whatDeclaresNothingNeedsFewerRights() throws Exception {
        try (TestShop shop = shop();
                RunningConsumer declaring =
                        new RunningConsumer(TestBroker.factory(broker.uri()), topology, inventory)) {
            shop.awaitConsumer();
            declaring.stop();
        }
        ConnectionFactory user = user("passive", NONE, "^(amq\\.default|p\\.inventory\\.events)$", QUEUES);
        assertThatItWorks(TopologyDeclaration.Mode.PASSIVE, user);
    }

    /** An order is carried out and answered; a payment that comes without its order goes through a retry queue and is parked. */
    private void assertThatItWorks(TopologyDeclaration.Mode mode, ConnectionFactory user) throws Exception {
        inventory.create(new Sku("A"), 10, new RequestId("1"));
        ConsumerSettings settings = new ConsumerSettings(
                new SessionSettings(
                        user,
                        topology,
                        mode,
                        RunningConsumer.PREFETCH,
                        Duration.ofSeconds(5),
                        new UnroutableEvents(UnroutableEvents.Policy.HOLD)),
                EventReader.CreatedOrders.deduct(),
                Duration.ofSeconds(10));
        try (TestShop shop = shop();
                RunningConsumer consumer = new RunningConsumer(settings, inventory)) {
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            shop.awaitEvents(1);
            shop.pay("o-2");
            assertThat(shop.awaitParked()).isNotNull();
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
            assertThat(consumer.end()).isNotDone();
        }
    }

    /** Without one of them it ends as for a queue that is not as it must be. */
    @Test
    void aRightThatIsMissingIsADifference() throws Exception {
        ConnectionFactory user = user(
                "unbound",
                "^p\\.",
                "^(amq\\.default|p\\.inventory\\.events)$",
                "^p\\.(order\\.events|inventory\\.orders.*)$");
        RunningConsumer consumer = new RunningConsumer(user, topology, inventory);
        Awaitility.await().atMost(TestShop.PATIENCE).until(consumer.end()::isDone);
        assertThat(consumer.end())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(TopologyException.class)
                .withMessageContaining("binding of p.inventory.orders");
    }

    private TestShop shop() throws Exception {
        return TestShop.receivingDurably(broker.connect(), topology);
    }

    private static ConnectionFactory user(String name, String configure, String write, String read) {
        broker.control("add_user", name, "secret");
        broker.control("set_permissions", name, configure, write, read);
        return TestBroker.factory(broker.uri().replace("guest:guest", name + ":secret"));
    }
}
