package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.broker.UnroutableEvents.Policy;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.transaction.RecordedLog;
import io.inventory.memory.InMemoryInventory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events that nobody receives, where they are to be held and where they are to be dropped. */
@ExpectedLog({Pipeline.class, UnroutableEvents.class})
class UnroutableEventsTest {
    private static final Sku SKU = new Sku("A");
    private static final int ORDERS = 50;
    /** Each is created and cancelled. */
    private static final long EVENTS = 2L * ORDERS;

    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final Topology topology = broker.newTopology();
    private final InMemoryInventory inventory = new InMemoryInventory();

    @BeforeEach
    void create() {
        inventory.create(SKU, 1_000, new RequestId("1"));
    }

    private RunningConsumer consumer(UnroutableEvents unroutable) {
        return new RunningConsumer(
                RunningConsumer.settings(broker.factory(), topology, RunningConsumer.PREFETCH, unroutable), inventory);
    }

    private TestShop deafShop() throws Exception {
        return new TestShop(broker.connect(), topology, false);
    }

    @Test
    void whatIsDroppedIsCountedAndSaidOnceAndHoldsNothingUp() throws Exception {
        UnroutableEvents unroutable = new UnroutableEvents(Policy.DROP);
        try (RecordedLog log = new RecordedLog(UnroutableEvents.class);
                TestShop shop = deafShop();
                RunningConsumer consumer = consumer(unroutable)) {
            shop.awaitConsumer();
            for (int i = 0; i < ORDERS; i++) shop.create("o-" + i, "A", 1);
            for (int i = 0; i < ORDERS; i++) shop.cancel("o-" + i);
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> unroutable.dropped() == EVENTS);
            assertThat(unroutable.held()).isZero();
            assertThat(inventory.stock(SKU).available()).isEqualTo(1_000);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("stock.deducted to exchange '" + topology.eventsExchange() + "' was dropped")
                    .contains("NO_ROUTE");
            shop.receive();
            shop.create("heard", "A", 1);
            assertThat(shop.awaitEvents(1).get(0).body()).contains("\"heard\"");
            consumer.stop();
            // all were acknowledged
            assertThat(shop.waiting(topology.queue())).isZero();
            assertThat(unroutable.dropped()).isEqualTo(EVENTS);
        }
    }

    @Test
    void whatIsHeldIsCountedEachTimeItComesBack() throws Exception {
        UnroutableEvents unroutable = new UnroutableEvents(Policy.HOLD);
        try (TestShop shop = deafShop();
                RunningConsumer consumer = consumer(unroutable)) {
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> unroutable.held() == 2);
            shop.receive();
            shop.awaitEvents(1);
            assertThat(unroutable.dropped()).isZero();
            assertThat(consumer.end()).isNotDone();
        }
    }

    /** Its sender would lose a message that nobody has dealt with. */
    @Test
    void whatIsParkedIsNeverDropped() throws Exception {
        UnroutableEvents unroutable = new UnroutableEvents(Policy.DROP);
        try (TestShop shop = deafShop();
                Connection connection = broker.connect();
                Channel channel = connection.createChannel();
                RunningConsumer consumer = consumer(unroutable)) {
            shop.awaitConsumer();
            channel.queueDelete(topology.parkingQueue());
            shop.publish("order.created", new BasicProperties(), "no JSON".getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> unroutable.held() > 0);
            TopologyDeclaration.declare(connection, topology, TopologyDeclaration.Mode.FULL);
            assertThat(shop.awaitParked().bodyBytes()).isEqualTo("no JSON".length());
            assertThat(unroutable.dropped()).isZero();
            assertThat(consumer.end()).isNotDone();
        }
    }

    /** A queue is there for it, and full. */
    @Test
    void whatTheBrokerRefusesIsNotDropped() throws Exception {
        UnroutableEvents unroutable = new UnroutableEvents(Policy.DROP);
        try (TestShop shop = deafShop();
                Connection connection = broker.connect();
                Channel channel = connection.createChannel();
                RunningConsumer consumer = consumer(unroutable)) {
            shop.awaitConsumer();
            String full = channel.queueDeclare(
                            "", false, true, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish"))
                    .getQueue();
            channel.queueBind(full, topology.eventsExchange(), "#");
            channel.basicPublish("", full, null, "filling".getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> channel.messageCount(full) == 1);
            shop.create("o-1", "A", 1);
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> unroutable.held() > 0);
            channel.queuePurge(full);
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> channel.messageCount(full) == 1);
            assertThat(unroutable.dropped()).isZero();
            assertThat(consumer.end()).isNotDone();
        }
    }
}
