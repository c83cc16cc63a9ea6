package io.inventory.examples.faults.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inventory.LedgerFinding;
import io.inventory.PageToken;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.amqp.InventoryConsumer;
import io.inventory.amqp.PrivateBroker;
import io.inventory.client.InventoryClient;
import io.inventory.examples.faults.cluster.JavaProcess;
import io.inventory.examples.faults.ha.SentAgain.Answer;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.SharedValues;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.StoredRows;
import io.inventory.examples.faults.load.Catalog;
import io.inventory.examples.faults.load.RecordedShop;
import io.inventory.examples.faults.load.Shop;
import io.inventory.grpc.InventoryServer;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Ports;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A base backup under load, restored to a moment after it: all that was acknowledged before the moment is there, nothing that
 * began after it; and the shop sends again what its own records have. It runs by {@code ./verify --failover}.
 */
@Timeout(60 * 60)
class PointInTimeTest {
    /** How long customers order before the backup, from there to the moment, and from there to the loss. */
    private static final Duration LOAD = Duration.ofSeconds(6);

    private static final int CUSTOMERS = 8;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final long seed = Long.getLong("inventory.failover.seed", System.nanoTime());

    /** History and logs, which are kept if something is found. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private String serverAddress = "";

    /** A moment, as its beginning and end by the clock of the history. */
    private record Moment(long beginNanos, String time, long endNanos) {}

    @Test
    void whatWasAcknowledgedBeforeTheMomentIsThereAndTheRestIsSentAgain() throws Exception {
        assumeTrue(Boolean.getBoolean("inventory.failover"), "run by ./verify --failover");
        System.out.println("point in time: -Dinventory.failover.seed=" + seed + ", in " + folder);
        Path databases = Files.createDirectory(folder.resolve("postgresql"));
        try (ArchivingPostgres lost = ArchivingPostgres.start(databases)) {
            List<Operation> told;
            Moment moment;
            try (PrivateBroker broker = PrivateBroker.start();
                    JavaProcess server = server("server", lost.jdbcUrl());
                    JavaProcess consumer = consumer(lost.jdbcUrl(), broker.uri())) {
                server.awaitReady();
                consumer.awaitReady();
                try (RecordedShop shop =
                        new RecordedShop(folder, new RecordedShop.Ways(lost.jdbcUrl(), broker.uri(), client()))) {
                    shop.open(new Catalog(false), new Shop.Crowd(CUSTOMERS, new SplittableRandom(seed)));
                    Thread.sleep(LOAD.toMillis());
                    lost.backUp();
                    Thread.sleep(LOAD.toMillis());
                    moment = new Moment(System.nanoTime(), lost.now(), System.nanoTime());
                    Thread.sleep(LOAD.toMillis());
                    shop.letOut();
                    told = shop.told(new SharedValues()).operations();
                }
            }
            lost.lose();
            try (ArchivingPostgres restored = lost.restore(moment.time)) {
                check(restored, told, moment);
            }
        }
    }

    private void check(ArchivingPostgres restored, List<Operation> told, Moment moment) throws Exception {
        assertThat(findings(restored.jdbcUrl())).as("after the restore").isEmpty();
        Set<String> there = orders(restored);
        List<String> before = deducted(told, operation -> operation.endNanos() < moment.beginNanos);
        List<String> after = deducted(told, operation -> operation.startNanos() > moment.endNanos);
        assertThat(before).isNotEmpty().allMatch(there::contains);
        assertThat(after).isNotEmpty().noneMatch(there::contains);
        try (JavaProcess server = server("server-again", restored.jdbcUrl())) {
            server.awaitReady();
            try (InventoryClient client = client()) {
                SentAgain again = new SentAgain(client);
                again.send(told);
                assertThat(before).allMatch(order -> again.deducted(order) == Answer.REPLAYED);
                assertThat(after).noneMatch(order -> again.deducted(order) == Answer.REPLAYED);
                Map<Answer, Long> answers =
                        after.stream().collect(Collectors.groupingBy(again::deducted, Collectors.counting()));
                System.out.println(before.size() + " orders acknowledged before the moment are there; of "
                        + after.size() + " acknowledged after it none was, sent again: " + answers);
            }
        }
        assertThat(findings(restored.jdbcUrl())).as("after all was sent again").isEmpty();
        assertTakenOnce(StoredRows.read(restored.jdbcUrl(), new SharedValues()));
    }

    private static Set<String> orders(ArchivingPostgres postgres) throws Exception {
        return StoredRows.read(postgres.jdbcUrl(), new SharedValues()).orders().stream()
                .map(Stored.Order::id)
                .collect(Collectors.toSet());
    }

    /** Orders of which nothing else was asked than to be deducted, and which were. */
    private static List<String> deducted(List<Operation> told, Predicate<Operation> when) {
        return told.stream().collect(Collectors.groupingBy(Operation::key)).entrySet().stream()
                .filter(order -> order.getValue().stream()
                        .allMatch(operation -> operation.kind() == Kind.DEDUCT
                                && operation.result() == Result.OK
                                && when.test(operation)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void assertTakenOnce(Stored stored) {
        Map<String, Long> times = stored.ledger().stream()
                .filter(Stored.Entry::isCreation)
                .collect(Collectors.groupingBy(entry -> entry.ref() + " " + entry.sku(), Collectors.counting()));
        assertThat(times.values()).isNotEmpty().allMatch(count -> count == 1);
    }

    private static List<LedgerFinding> findings(String jdbcUrl) {
        List<LedgerFinding> findings = new ArrayList<>();
        try (StorePool pool = StorePool.open(StoreSettings.of(jdbcUrl, "postgres", ""));
                JdbiInventory inventory = JdbiInventory.builder(pool).build()) {
            Optional<PageToken> next = Optional.empty();
            do {
                VerifiedPart part = inventory.execute(new VerifyLedger(next, VerifyLedger.ENTRIES_MAX));
                findings.addAll(part.findings());
                next = part.next();
            } while (next.isPresent());
        }
        return findings;
    }

    private JavaProcess server(String name, String jdbcUrl) {
        int port = Ports.free();
        serverAddress = "127.0.0.1:" + port;
        return started(
                name,
                InventoryServer.class,
                List.of("--port=" + port, "--jdbc-url=" + jdbcUrl, "--jdbc-user=postgres", "--expiry-interval=200ms"));
    }

    private JavaProcess consumer(String jdbcUrl, String brokerUri) {
        return started(
                "consumer",
                InventoryConsumer.class,
                List.of(
                        "--amqp-uri=" + brokerUri,
                        "--inventory=" + jdbcUrl,
                        "--jdbc-user=postgres",
                        "--retry-tiers=1s,2s,30s"));
    }

    /** One that ends at the latest with the virtual machine. */
    private JavaProcess started(String name, Class<?> main, List<String> options) {
        JavaProcess process = new JavaProcess(name, folder, main, options);
        Runtime.getRuntime().addShutdownHook(new Thread(process::close));
        return process;
    }

    private InventoryClient client() {
        return InventoryClient.builder(serverAddress).deadline(DEADLINE).build();
    }
}
