package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.parked.ParkedMessages;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.PrivatePostgres;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two consumer processes, a broker and a database of their own, and thousands of messages; then everything that was
 * published is compared with everything that is recorded, orders and signals.
 *
 * <p>By default small; {@code -Dinventory.test.messages=20000 -Dinventory.test.faults=full} is the whole.
 */
class LoadTest {
    private static final Logger LOG = LoggerFactory.getLogger(LoadTest.class);
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String SHOP_QUEUE = "load.shop";
    private static final boolean ALL_FAULTS =
            System.getProperty("inventory.test.faults", "").equals("full");

    private final Topology topology = new Topology(
            "order.events",
            "inventory.events",
            "inventory.orders",
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1)));
    private final int size = Integer.getInteger("inventory.test.messages", 4_000);
    private final long seed = Long.getLong("inventory.test.seed", System.nanoTime());
    private final Workload workload = new Workload(seed, size);
    private final Random random = new Random(seed);
    private final List<ConsumerProcess> consumers = new ArrayList<>();

    @TempDir
    private File folder;

    private PrivateBroker broker;
    private PrivatePostgres postgres;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        LOG.info("seed {}, {} messages", seed, size);
        broker = PrivateBroker.start();
        postgres = PrivatePostgres.startDurable();
        try (StorePool pool = StorePool.open(postgres.settings());
                JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
            Schema.migrate(pool.dataSource());
            for (int i = 0; i < Workload.SKUS; i++) {
                Sku sku = new Sku(Workload.sku(i));
                inventory.create(sku, workload.openingStock(), new RequestId("opening"));
                inventory.setPolicy(sku, 0, workload.openingStock() / 2, new RequestId("policy"));
            }
        }
        connect();
        TopologyDeclaration.declare(connection, topology, TopologyDeclaration.Mode.FULL);
        channel.queueDeclare(SHOP_QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(SHOP_QUEUE, topology.eventsExchange(), "stock.#");
        for (int i = 0; i < 2; i++)
            consumers.add(new ConsumerProcess(
                    new File(folder, "consumer-" + i + ".log"),
                    "--amqp-uri=" + broker.uri(),
                    "--inventory=" + postgres.jdbcUrl(),
                    "--jdbc-user=postgres"));
        Awaitility.await().atMost(LIMIT).until(() -> channel.consumerCount(topology.queue()) == 2);
    }

    @AfterEach
    void stop() {
        consumers.forEach(ConsumerProcess::close);
        connection.abort(1_000);
        broker.close();
        postgres.close();
    }

    @Test
    void whatIsPublishedIsWhatIsRecorded() throws Exception {
        long startNanos = System.nanoTime();
        publish(workload.messages());
        awaitAllConsumed();
        LOG.info(
                "{} messages in {} s",
                size,
                Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1_000.0);
        audit();
    }

    /** Consumers killed, the broker killed and the database stopped, each while messages are being handled. */
    @Test
    void theSameWhenEverythingFailsInTheMiddle() throws Exception {
        List<Fault> faults = faults();
        int sent = 0;
        for (int i = 0; i < faults.size(); i++) {
            int end = (int) ((i + 1L) * size / faults.size());
            long publishedBefore = channel.messageCount(SHOP_QUEUE);
            publish(workload.messages().subList(sent, end));
            sent = end;
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> channel.messageCount(SHOP_QUEUE) > publishedBefore);
            LOG.info("fault {} of {}: {}", i + 1, faults.size(), faults.get(i));
            inflict(faults.get(i));
        }
        awaitAllConsumed();
        audit();
    }

    private enum Fault {
        CONSUMER_KILLED,
        BROKER_KILLED,
        DATABASE_KILLED
    }

    private List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < (ALL_FAULTS ? 20 : 4); i++) faults.add(Fault.CONSUMER_KILLED);
        for (int i = 0; i < (ALL_FAULTS ? 5 : 1); i++) faults.add(Fault.BROKER_KILLED);
        faults.add(Fault.DATABASE_KILLED);
        java.util.Collections.shuffle(faults, random);
        return faults;
    }

    private void inflict(Fault fault) throws Exception {
        switch (fault) {
            case CONSUMER_KILLED -> {
                ConsumerProcess consumer = consumers.get(random.nextInt(consumers.size()));
                consumer.kill();
                consumer.startAgain();
            }
            case BROKER_KILLED -> {
                broker.kill();
                broker.startAgain();
                connection.abort(1_000);
                connect();
            }
            case DATABASE_KILLED -> {
                postgres.kill();
                Awaitility.await()
                        .pollDelay(Duration.ofSeconds(ALL_FAULTS ? 30 : 5))
                        .atMost(LIMIT)
                        .until(() -> true);
                postgres.restart();
            }
        }
        // The next fault needs a consumer to hit.
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> channel.consumerCount(topology.queue()) > 0);
    }

    private void connect() throws IOException, TimeoutException {
        connection = broker.connect();
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    private void publish(List<Workload.Message> messages) throws Exception {
        for (Workload.Message message : messages)
            channel.basicPublish(
                    topology.ordersExchange(), message.type().routingKey(), message.properties(), message.bytes());
        channel.waitForConfirmsOrDie(60_000);
    }

    /** Until nothing is waiting; what consumers are handling they finish when they are stopped. */
    private void awaitAllConsumed() throws Exception {
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(LIMIT)
                .until(() -> topology.queues().keySet().stream().allMatch(this::isEmpty));
        Awaitility.await().atMost(LIMIT).until(this::areSignalsPublished);
        for (ConsumerProcess consumer : consumers) {
            assertThat(consumer.isAlive()).isTrue();
            consumer.terminate();
        }
        Awaitility.await().until(() -> isEmpty(topology.queue()));
    }

    private boolean isEmpty(String queue) {
        try {
            return channel.messageCount(queue) == 0 || queue.equals(topology.parkingQueue());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean areSignalsPublished() throws SQLException {
        try (java.sql.Connection database = DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "");
                ResultSet row = database.createStatement()
                        .executeQuery(
                                "select relay.position = numbered.position and numbered.position > 0 and not exists"
                                        + " (select 1 from inventory_signals where position is null)"
                                        + " from inventory_leases relay, inventory_leases numbered"
                                        + " where relay.name = 'reader:relay' and numbered.name = 'numbered'")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void audit() throws Exception {
        List<String> parked = new ArrayList<>();
        new ParkedMessages(connection, topology)
                .visit(100, (message, properties, body) -> parked.add(message.toString()));
        assertThat(parked).isEmpty();
        List<Received> events = new ArrayList<>();
        for (GetResponse event = channel.basicGet(SHOP_QUEUE, true);
                event != null;
                event = channel.basicGet(SHOP_QUEUE, true))
            events.add(new Received(
                    event.getEnvelope().getRoutingKey(),
                    event.getProps(),
                    new String(event.getBody(), StandardCharsets.UTF_8)));
        try (StorePool pool = StorePool.open(postgres.settings());
                JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
            Audit audit = new Audit(workload, inventory);
            Map<Boolean, List<Received>> bySignal =
                    events.stream().collect(Collectors.partitioningBy(SignalAudit::isSignal));
            audit.assertEventsAreTransitions(bySignal.getOrDefault(false, List.of()));
            SignalAudit.assertPublished(bySignal.getOrDefault(true, List.of()), inventory);
            audit.assertStockIsExact(workload.openingStock());
            assertThat(LedgerVerification.findings(pool.dataSource())).isEmpty();
            Map<String, Integer> counts = new HashMap<>();
            for (Received event : events) counts.merge(event.routingKey(), 1, Integer::sum);
            LOG.info("orders {}; events {}", audit.summary(), counts);
        }
    }
}
