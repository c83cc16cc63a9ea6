package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Publisher;
import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.OutgoingMessages;
import io.inventory.amqp.message.StockEvent;
import io.inventory.amqp.message.StockEventType;
import io.inventory.events.v1.StockDeducted;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The broker goes away, hangs, refuses to take messages or loses a queue; the consumer goes on when it can. */
@TestMethodOrder(MethodOrderer.MethodName.class)
@ExpectedLog({Consumer.class, Pipeline.class, Publisher.class, UnroutableEvents.class})
class BrokerFaultsTest {
    private static final int ORDERS = 100;

    private static PrivateBroker broker;
    private static int topologies;

    private final InMemoryInventory inventory = new InMemoryInventory();
    private Topology topology;

    @BeforeAll
    static void startBroker() {
        broker = PrivateBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void newTopology() {
        String name = "t" + ++topologies;
        topology = new Topology(name + ".in", name + ".out", name, List.of(Duration.ofMillis(200)));
        inventory.create(new Sku("A"), 1_000, new RequestId("1"));
    }

    private ConnectionFactory factory() {
        ConnectionFactory factory = TestBroker.factory(broker.uri());
        factory.setConnectionTimeout(2_000);
        factory.setHandshakeTimeout(2_000);
        return factory;
    }

    private RunningConsumer consumer() throws Exception {
        return new RunningConsumer(factory(), topology, inventory);
    }

    /** Receives into a durable queue, so that no event is lost while the broker is down. */
    private TestShop shop() throws Exception {
        return TestShop.receivingDurably(broker.connect(), topology);
    }

    @Test
    void aConsumerStartedBeforeItsBrokerWaitsForIt() throws Exception {
        broker.kill();
        try (RunningConsumer consumer = consumer()) {
            broker.startAgain();
            try (TestShop shop = shop()) {
                shop.awaitConsumer();
                shop.create("o-1", "A", 1);
                shop.awaitEvents(1);
                assertThat(consumer.end()).isNotDone();
            }
        }
    }

    @Test
    void aKilledBrokerThatComesBackIsUsedAgain() throws Exception {
        try (RunningConsumer consumer = consumer()) {
            try (TestShop shop = shop()) {
                shop.awaitConsumer();
                shop.create("o-1", "A", 1);
                shop.awaitEvents(1);
            }
            broker.kill();
            broker.startAgain();
            try (TestShop shop = shop()) {
                shop.awaitConsumer();
                shop.create("o-2", "A", 1);
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() -> shop.events().stream()
                                .anyMatch(event -> event.body().contains("\"o-2\"")));
                assertThat(consumer.end()).isNotDone();
            }
        }
    }

    @Test
    void aFrozenBrokerIsLeftAndUsedAgainWhenItGoesOn() throws Exception {
        try (RunningConsumer consumer = consumer();
                TestShop shop = shop()) {
            shop.awaitConsumer();
            for (int i = 0; i < 200; i++) shop.create("o-" + i, "A", 1);
            broker.freeze();
            // Longer than the limit on confirms.
            Awaitility.await().pollDelay(Duration.ofSeconds(7)).until(() -> true);
            broker.thaw();
            Awaitility.await()
                    .atMost(TestShop.PATIENCE)
                    .until(() -> shop.events().stream()
                                    .map(TestShop.Received::id)
                                    .distinct()
                                    .count()
                            == 200);
            assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(800);
            assertThat(consumer.end()).isNotDone();
        }
    }

    @Test
    void aBrokerThatIsOutOfMemoryHoldsOutcomesBackAndLosesNone() throws Exception {
        try (TestShop shop = shop()) {
            try (RunningConsumer declaring = consumer()) {
                shop.awaitConsumer();
                declaring.stop();
            }
            for (int i = 0; i < 100; i++) shop.create("o-" + i, "A", 1);
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 100);
            broker.control("set_vm_memory_high_watermark", "0.00001");
            try (RunningConsumer consumer = consumer()) {
                // Longer than the limit on confirms, which does not run while the broker says that it is blocked.
                Awaitility.await()
                        .pollDelay(Duration.ofSeconds(7))
                        .atMost(TestShop.PATIENCE)
                        .until(() -> inventory.stock(new Sku("A")).available() < 1_000);
                assertThat(shop.events()).isEmpty();
                broker.control("set_vm_memory_high_watermark", "0.4");
                shop.awaitEvents(100);
                Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
                assertThat(consumer.end()).isNotDone();
            } finally {
                broker.control("set_vm_memory_high_watermark", "0.4");
            }
            // No connection was given up meanwhile, so nothing was published twice.
            assertThat(shop.events()).hasSize(100);
        }
    }

    /** What could not be published stays in the queue for another consumer. */
    @Test
    void aConsumerStopsWithinTenSecondsWhileTheBrokerTakesNothing() throws Exception {
        assertThatItStopsWhileTheBrokerTakesNothing(factory(), 1);
    }

    /** An event is more than the network takes without a reader, so that the consumer stands in the middle of one. */
    @Test
    void aConsumerStopsWithinTenSecondsThoughItCannotEvenWrite() throws Exception {
        ConnectionFactory factory = factory();
        factory.setSocketConfigurator(socket -> socket.setSendBufferSize(4_096));
        assertThatItStopsWhileTheBrokerTakesNothing(factory, 2_000);
    }

    private void assertThatItStopsWhileTheBrokerTakesNothing(ConnectionFactory factory, int linesOfAnOrder)
            throws Exception {
        Object[] items = new Object[2 * linesOfAnOrder];
        for (int i = 0; i < linesOfAnOrder; i++) {
            items[2 * i] = longSku(i);
            items[2 * i + 1] = 1;
            inventory.create(new Sku(longSku(i)), 1_000, new RequestId("sku-" + i));
        }
        try (TestShop shop = shop()) {
            try (RunningConsumer declaring = consumer()) {
                shop.awaitConsumer();
                declaring.stop();
            }
            for (int i = 0; i < ORDERS; i++) shop.create("o-" + i, items);
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == ORDERS);
            broker.control("set_vm_memory_high_watermark", "0.00001");
            try (RunningConsumer consumer = new RunningConsumer(factory, topology, inventory)) {
                Sku sku = new Sku(longSku(0));
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() -> inventory.stock(sku).available() < 1_000);
                long begin = System.nanoTime();
                consumer.stop();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            } finally {
                broker.control("set_vm_memory_high_watermark", "0.4");
            }
            try (RunningConsumer another = consumer()) {
                shop.awaitEvents(ORDERS);
                Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
                assertThat(another.end()).isNotDone();
            }
            assertThat(inventory.stock(new Sku(longSku(0))).available()).isEqualTo(1_000 - ORDERS);
        }
    }

    private static String longSku(int number) {
        return "SKU-" + number + "-".repeat(110);
    }

    /** The loop has much to do when the broker takes messages again. */
    @Test
    void whatWaitedForABlockedBrokerIsPublishedBeforeWhatCameLater() throws Exception {
        List<Connection> connections = new CopyOnWriteArrayList<>();
        ConnectionFactory factory = recording(connections);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch unblocked = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        ScheduledExecutorService thread = Executors.newScheduledThreadPool(1);
        try (TestShop shop = shop();
                Session session = Session.open(
                        RunningConsumer.settings(factory, topology).session(), new Session.Threads(thread, thread))) {
            for (Connection connection : connections)
                connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
            broker.control("set_vm_memory_high_watermark", "0.00001");
            publish(session, "1");
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            publish(session, "2");
            session.loop().execute(() -> await(busy));
            publish(session, "3");
            broker.control("set_vm_memory_high_watermark", "0.4");
            assertThat(unblocked.await(20, TimeUnit.SECONDS)).isTrue();
            busy.countDown();
            assertThat(shop.awaitEvents(3))
                    .extracting(event -> event.properties().getCorrelationId())
                    .containsExactly("1", "2", "3");
        } finally {
            broker.control("set_vm_memory_high_watermark", "0.4");
            busy.countDown();
            thread.shutdownNow();
        }
    }

    /** One that shows the connections that it makes. */
    private ConnectionFactory recording(List<Connection> connections) throws Exception {
        ConnectionFactory factory = new ConnectionFactory() {
            @Override
            public Connection newConnection(String name) throws IOException, TimeoutException {
                Connection connection = super.newConnection(name);
                connections.add(connection);
                return connection;
            }
        };
        factory.setUri(broker.uri());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setExceptionHandler(factory().getExceptionHandler());
        return factory;
    }

    private void publish(Session session, String cause) {
        StockEvent event =
                new StockEvent(StockEventType.DEDUCTED, cause, Instant.EPOCH, StockDeducted.getDefaultInstance());
        OutgoingMessages messages = new OutgoingMessages(topology.eventsExchange(), Clock.systemUTC(), 0);
        session.loop().execute(() -> {
            var unused = session.publisher().publish(messages.event(event, cause));
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aDeletedQueueIsMadeAgain() throws Exception {
        try (RunningConsumer consumer = consumer();
                TestShop shop = shop();
                Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            shop.awaitConsumer();
            channel.queueDelete(topology.queue());
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            shop.awaitEvents(1);
            assertThat(consumer.end()).isNotDone();
        }
    }

    @Test
    void anOutcomeThatNobodyReceivesIsNotAcknowledgedUntilSomebodyDoes() throws Exception {
        try (RunningConsumer consumer = consumer();
                TestShop shop = new TestShop(broker.connect(), topology, false)) {
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            Awaitility.await().until(() -> inventory.stock(new Sku("A")).available() == 999);
            shop.receive();
            shop.awaitEvents(1);
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
            assertThat(consumer.end()).isNotDone();
        }
    }
}
