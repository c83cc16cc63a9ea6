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
import io.inventory.amqp.message.Headers;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.inventory.memory.InMemoryInventory;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program as its operator meets it: options, exit statuses, messages, parked messages. */
@ExpectedLog({Pipeline.class, UnroutableEvents.class})
class CommandLineTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    /** What the broker adds to the headers: x-delivery-count. */
    private static final int DELIVERY_COUNT_BYTES = 26;

    private final Topology topology = broker.newTopology(Duration.ofSeconds(1));

    @TempDir
    private File folder;

    private File log;

    @BeforeEach
    void newLog() {
        log = new File(folder, "log.txt");
    }

    private ConsumerProcess run(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        // Subcommands come first, and all of them take these.
        all.addAll(List.of(
                "--amqp-uri=" + broker.uri(),
                "--queue=" + topology.queue(),
                "--orders-exchange=" + topology.ordersExchange(),
                "--events-exchange=" + topology.eventsExchange(),
                "--retry-tiers=1s"));
        return new ConsumerProcess(log, all.toArray(String[]::new));
    }

    private int exitOf(String... options) throws Exception {
        try (ConsumerProcess process = run(options)) {
            return process.awaitExit();
        }
    }

    private String output() throws Exception {
        return Files.readString(log.toPath(), StandardCharsets.UTF_8);
    }

    private static String inMemory() {
        return "--inventory=jdbc:h2:mem:" + UUID.randomUUID();
    }

    private void declare() throws Exception {
        try (Connection connection = broker.connect()) {
            TopologyDeclaration.declare(connection, topology, TopologyDeclaration.Mode.FULL);
        }
    }

    @Test
    void aQueueWithOtherArgumentsEndsItWithTheDifference() throws Exception {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(topology.queue(), true, false, false, null);
            channel.exchangeDeclare(topology.eventsExchange(), "fanout", true);
        }
        assertThat(exitOf(inMemory())).isEqualTo(2);
        assertThat(output())
                .contains("queue " + topology.queue() + ": PRECONDITION_FAILED - inequivalent arg 'x-")
                .contains("but current is none")
                .contains("exchange " + topology.eventsExchange() + ": PRECONDITION_FAILED - inequivalent arg 'type'")
                .doesNotContain("\tat ");
    }

    @Test
    void withoutDeclaringEverythingThatIsMissingIsNamed() throws Exception {
        assertThat(exitOf(inMemory(), "--declare=passive")).isEqualTo(2);
        assertThat(output())
                .contains("exchange " + topology.ordersExchange() + ": NOT_FOUND")
                .contains("exchange " + topology.eventsExchange() + ": NOT_FOUND")
                .contains("queue " + topology.queue() + ": NOT_FOUND")
                .contains("queue " + topology.retryQueue(1) + ": NOT_FOUND")
                .contains("queue " + topology.parkingQueue() + ": NOT_FOUND");
        declare();
    }

    @Test
    void itConsumesWithoutDeclaringAndStopsOnSigterm() throws Exception {
        declare();
        try (ConsumerProcess process = run(
                        inMemory(),
                        "--declare=passive",
                        "--created=reserve",
                        "--time-to-live=1h",
                        "--unroutable=drop");
                TestShop shop = new TestShop(broker, topology)) {
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            assertThat(shop.awaitEvents(1).get(0).body()).contains("UNKNOWN_SKU");
            process.terminate();
            assertThat(output())
                    .contains("Starting: broker=")
                    .contains("created=reserve")
                    .contains("signals=on")
                    .contains("unroutable=drop")
                    .contains("Stopped");
            // What was done was acknowledged.
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
        }
    }

    /** What is left unpaid comes back by itself, and whoever listens is told. */
    @Test
    void signalsOfTheDatabaseArePublishedUnlessTheyAreOff() throws Exception {
        declare();
        String database = "jdbc:h2:file:" + folder.toPath().resolve("inventory");
        try (StorePool pool = StorePool.open(StoreSettings.of(database, "sa", ""));
                JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
            Schema.migrate(pool.dataSource());
            inventory.create(new Sku("A"), 1, new RequestId("opening"));
        }
        String[] options = {"--inventory=" + database, "--created=reserve", "--time-to-live=1s"};
        try (TestShop shop = new TestShop(broker, topology)) {
            try (ConsumerProcess process = run(options[0], options[1], options[2], "--signals=off")) {
                shop.awaitConsumer();
                shop.create("o-1", "A", 1);
                shop.awaitEvents(1);
                process.terminate();
                assertThat(output()).contains("signals=off").doesNotContain("Publishing signals");
            }
            try (ConsumerProcess process = run(options)) {
                List<TestShop.Received> events = shop.awaitEvents(4);
                assertThat(events)
                        .extracting(TestShop.Received::routingKey)
                        .containsExactlyInAnyOrder(
                                "stock.reserved", "stock.sold_out", "stock.rolled_back", "stock.back");
                process.terminate();
                assertThat(output()).contains("Publishing signals to").doesNotContain("ERROR");
            }
        }
    }

    @Test
    void whatIsSetWronglyIsNamedInALineWithoutPasswords() throws Exception {
        assertThat(exitOf("--inventory=mongodb://user:secret@x?password=secret"))
                .isEqualTo(2);
        assertThat(output()).doesNotContain("secret");
        assertThat(exitOf("--prefetch=0")).isEqualTo(2);
        assertThat(exitOf("--time-to-live=soon")).isEqualTo(2);
        assertThat(exitOf("--stop-timeout=0s", "--confirm-timeout=0s")).isEqualTo(2);
        assertThat(exitOf("--nonsense")).isEqualTo(2);
        assertThat(exitOf("--unroutable=lose")).isEqualTo(2);
        assertThat(exitOf("--signals=on", "--inventory=grpc://127.0.0.1:1")).isEqualTo(2);
        assertThat(output())
                .contains("--inventory must begin with jdbc:, grpc:// or grpcs://")
                .contains("--prefetch must be 1 to 10000, is 0")
                .contains("Invalid value for option '--time-to-live': must be like 800ms, 2s, 1m or 1h, is 'soon'")
                .contains("Invalid value for option '--confirm-timeout'")
                .doesNotContain("'--stop-timeout'")
                .contains("Invalid value for option '--unroutable'")
                .contains("Unknown option: '--nonsense'")
                .contains("--signals=on needs the database")
                .doesNotContain("\tat ");
        declare();
    }

    @Test
    void parkedMessagesAreListedShownRequeuedAndDropped() throws Exception {
        declare();
        try (TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, new InMemoryInventory())) {
            shop.awaitConsumer();
            shop.publish("order.created", bad(), "one".getBytes(StandardCharsets.UTF_8));
            shop.publish("order.created", bad(), "two \u001b[31m".getBytes(StandardCharsets.UTF_8));
            shop.publish("order.paid", bad().builder().contentType("text/plain").build(), new byte[0]);
            Awaitility.await().until(() -> shop.waiting(topology.parkingQueue()) == 3);
            consumer.stop();

            assertThat(exitOf("parked", "list")).isZero();
            assertThat(output())
                    .contains("     2 MALFORMED")
                    .contains("     1 UNSUPPORTED_CONTENT")
                    .contains("3 in all");
            assertThat(exitOf("parked", "list", "--max=2")).isZero();
            assertThat(output()).contains("     2 were looked at; --max=N looks at more");
            String id = idOf("UNSUPPORTED_CONTENT");
            assertThat(exitOf("parked", "show", id)).isZero();
            assertThat(output()).contains("content type  text/plain").contains("routing key   order.paid");
            assertThat(exitOf("parked", "show", "--reason=MALFORMED")).isZero();
            assertThat(output()).contains("two  [31m").doesNotContain("\u001b");

            assertThat(exitOf("parked", "requeue", id)).isZero();
            assertThat(output()).contains("1 message requeued");
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 1);
            assertThat(exitOf("parked", "drop", "--reason=MALFORMED")).isZero();
            assertThat(output()).contains("2 messages dropped");
            Awaitility.await().until(() -> shop.waiting(topology.parkingQueue()) == 0);
            assertThat(exitOf("parked", "drop", id)).isOne();
            String[] many = Stream.concat(
                            Stream.of("parked", "drop"),
                            IntStream.range(0, 2_000).mapToObj(i -> id + i))
                    .toArray(String[]::new);
            assertThat(exitOf(many)).as("of 2,000 ids").isOne();
            assertThat(exitOf("parked", "drop")).isEqualTo(2);
        }
        // What was requeued is taken as it first came, and parked again with the same id.
        String id = idOf("UNSUPPORTED_CONTENT");
        try (TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, new InMemoryInventory())) {
            TestShop.Parked again = shop.awaitParked();
            assertThat(again.header(Headers.ROUTING_KEY)).isEqualTo("order.paid");
            assertThat(again.header(Headers.PARKED_ID)).isEqualTo(id);
            assertThat(consumer.end()).isNotDone();
        }
    }

    @Test
    void parkedMessagesOfAQueueThatIsNotThereAreAnsweredWithALine() throws Exception {
        assertThat(exitOf("parked", "list")).isEqualTo(2);
        assertThat(output())
                .contains("NOT_FOUND - no queue '" + topology.parkingQueue() + "'")
                .doesNotContain("\tat ");
        declare();
    }

    /** With one more header than it came with they are larger than a frame. */
    @Test
    void aParkedMessageWhoseHeadersFillAFrameIsRequeuedWithoutThem() throws Exception {
        declare();
        try (TestShop shop = new TestShop(broker, topology);
                Connection connection = broker.connect()) {
            int rest = connection.getFrameMax() - withHeader("").toFrame(1, 0).size() - DELIVERY_COUNT_BYTES;
            BasicProperties properties = withHeader("x".repeat(rest));
            shop.publish("", topology.parkingQueue(), properties, "one".getBytes(StandardCharsets.UTF_8));
            Awaitility.await().until(() -> shop.waiting(topology.parkingQueue()) == 1);
            assertThat(exitOf("parked", "requeue", "--all")).as(output()).isZero();
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 1);
            assertThat(shop.waiting(topology.parkingQueue())).isZero();
        }
    }

    @Test
    void aParkedMessageThatCannotBeReadIsNamedAsTheReason() throws Exception {
        declare();
        try (TestShop shop = new TestShop(broker, topology)) {
            shop.publish("", topology.parkingQueue(), bad(), "one".getBytes(StandardCharsets.UTF_8));
            shop.publish("", topology.parkingQueue(), UnreadableMessageTest.tooDeep(), new byte[0]);
            Awaitility.await().until(() -> shop.waiting(topology.parkingQueue()) == 2);
            assertThat(exitOf("parked", "list")).isEqualTo(2);
            assertThat(output())
                    .contains("message 2 of the parking queue can't be read")
                    .contains("Too many levels of nested tables/arrays (max 32)")
                    .doesNotContain("\tat ");
        }
    }

    private static BasicProperties withHeader(String text) {
        return bad().builder().headers(Map.of("large", text)).build();
    }

    private static BasicProperties bad() {
        return new BasicProperties.Builder()
                .contentType("application/json")
                .messageId(UUID.randomUUID().toString())
                .build();
    }

    private String idOf(String reason) throws Exception {
        Matcher line = Pattern.compile("(\\S{36}) .*" + reason).matcher(output());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }
}
