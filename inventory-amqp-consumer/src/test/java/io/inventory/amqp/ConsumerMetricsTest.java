package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.inventory.jdbi.management.Scrape;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The management port of a real consumer: what it counts is what the tables and the queues show. */
@Timeout(180)
@ExpectedLog(Pipeline.class)
class ConsumerMetricsTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern MANAGEMENT = Pattern.compile("management=(http://\\S+)/metrics");
    private static final int ORDERS = 60;
    private static final int UNITS = 40;
    private static final int CANCELED = 10;
    private static final int REPEATED = 5;

    private final Topology topology = broker.newTopology(Duration.ofMillis(500));

    @TempDir
    private File folder;

    private ConsumerProcess start(File log, String... options) {
        String[] all = new String[options.length + 6];
        all[0] = "--amqp-uri=" + broker.uri();
        all[1] = "--queue=" + topology.queue();
        all[2] = "--orders-exchange=" + topology.ordersExchange();
        all[3] = "--events-exchange=" + topology.eventsExchange();
        all[4] = "--retry-tiers=500ms";
        all[5] = "--retain-orders=1h";
        System.arraycopy(options, 0, all, 6, options.length);
        return new ConsumerProcess(log, all);
    }

    private static URI management(File log, String path) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> MANAGEMENT
                        .matcher(Files.readString(log.toPath(), StandardCharsets.UTF_8))
                        .find());
        try {
            Matcher found = MANAGEMENT.matcher(Files.readString(log.toPath(), StandardCharsets.UTF_8));
            assertThat(found.find()).isTrue();
            return URI.create(found.group(1) + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void countersAgreeWithTheTablesAndTheQueues() throws Exception {
        String database = "jdbc:h2:file:" + folder.toPath().resolve("inventory");
        try (StorePool pool = StorePool.open(StoreSettings.of(database, "sa", ""));
                JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
            Schema.migrate(pool.dataSource());
            inventory.create(new Sku("SECRET-SKU"), UNITS, new RequestId("opening"));
        }
        File log = new File(folder, "log.txt");
        Scrape scrape;
        try (ConsumerProcess process = start(log, "--inventory=" + database);
                TestShop shop = new TestShop(broker, topology)) {
            URI metrics = management(log, "/metrics");
            shop.awaitConsumer();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Scrape.get(management(log, "/readyz")).statusCode() == 200);
            load(shop);
            int done = ORDERS + CANCELED + REPEATED;
            Awaitility.await().atMost(PATIENCE).until(() -> {
                Scrape now = Scrape.of(metrics);
                return now.sum("inventory_messages_total") == done + 3
                        && now.sum("inventory_messages_parked") == 2
                        && now.sum("inventory_relay_position") == now.sum("inventory_signals_position")
                        && now.sum("inventory_signals_position") > 0;
            });
            scrape = Scrape.of(metrics);
            assertThat(messages(scrape, "order.created", "done")).isEqualTo(ORDERS + REPEATED);
            assertThat(messages(scrape, "order.canceled", "done")).isEqualTo(CANCELED);
            assertThat(messages(scrape, "order.paid", "retried")).isEqualTo(1);
            assertThat(messages(scrape, "order.paid", "parked")).isEqualTo(1);
            assertThat(messages(scrape, "order.created", "parked")).isEqualTo(1);
            assertThat(shop.waiting(topology.parkingQueue())).isEqualTo(2);
            assertThat(scrape.sum("inventory_messages_in_flight")).isZero();
            assertThat(scrape.sum("inventory_publishing_confirmed_total")).isEqualTo(done + 3);
            process.terminate();
        }
        assertAgree(scrape, database);
        assertThat(scrape.labelValues())
                .noneMatch(value -> value.contains("SECRET") || value.contains("o-") || value.contains("never"));
        scrape.assertDocumented("### inventory-amqp-consumer", name -> !name.startsWith("jvm_gc_"));
    }

    private static void load(TestShop shop) throws Exception {
        for (int i = 0; i < ORDERS; i++) shop.create("o-" + i, "SECRET-SKU", 1);
        shop.awaitEvents(ORDERS);
        for (int i = 0; i < REPEATED; i++) shop.create("o-" + i, "SECRET-SKU", 1);
        for (int i = 0; i < CANCELED; i++) shop.cancel("o-" + i);
        shop.pay("never-created");
        shop.create("o-bad", "SECRET-SKU", 0);
    }

    private static double messages(Scrape scrape, String kind, String fate) {
        return scrape.sum("inventory_messages_total", "kind=\"" + kind + "\"", "fate=\"" + fate + "\"");
    }

    private static double commands(Scrape scrape, String kind, String outcome) {
        return scrape.sum("inventory_commands_total", "kind=\"" + kind + "\"", "outcome=\"" + outcome + "\"");
    }

    private static void assertAgree(Scrape scrape, String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, "sa", "")) {
            assertThat(commands(scrape, "deduct", "done"))
                    .isEqualTo(UNITS)
                    .isEqualTo(rows(connection, "inventory_logs where reason = 'order_created'"));
            assertThat(commands(scrape, "deduct", "rejected"))
                    .isEqualTo(rows(connection, "inventory_orders where status = 'REJECTED'"));
            assertThat(commands(scrape, "deduct", "replayed")).isEqualTo(REPEATED);
            assertThat(commands(scrape, "rollback", "done") + commands(scrape, "rollback", "tombstone"))
                    .isEqualTo(rows(connection, "inventory_orders where status in ('ROLLED_BACK', 'CANCELED')"));
        }
    }

    private static double rows(Connection connection, String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void withoutABrokerItLivesAndIsNotReady() throws Exception {
        File log = new File(folder, "waiting.txt");
        try (ConsumerProcess process = new ConsumerProcess(
                log, "--amqp-uri=amqp://127.0.0.1:1", "--inventory=jdbc:h2:mem:waiting", "--queue=x")) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Scrape.get(management(log, "/readyz")).body().contains("not connected to RabbitMQ"));
            assertThat(Scrape.get(management(log, "/healthz")).statusCode()).isEqualTo(200);
            Scrape scrape = Scrape.of(management(log, "/metrics"));
            assertThat(scrape.sum("inventory_broker_connected")).isZero();
            process.terminate();
        }
    }
}
