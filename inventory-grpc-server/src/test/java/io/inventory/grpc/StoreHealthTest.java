package io.inventory.grpc;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.PrivatePostgres;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.fault.Failures;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@ExpectedLog({Failures.class, StoreHealth.class})
class StoreHealthTest {
    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final int PROBES = 30;
    /** Two seconds are promised; one more is for a machine of two cores with much else to do. */
    private static final Duration SOON = Duration.ofSeconds(3);

    /** A batch of two waits for a locked row for a second or more: more of them than are done while the test looks. */
    private static final int COMMANDS = 40;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final List<String> SERVICES =
            List.of("", "inventory.v1.InventoryService", "inventory.v1.InventoryAdminService");

    private final ScriptedInventory inventory = new ScriptedInventory();

    @Test
    void healthFollowsAPostgresThatStopsAndStartsAgain() throws Exception {
        healthFollows(PrivatePostgres::kill, PrivatePostgres::restart);
    }

    @Test
    void healthFollowsAPostgresThatHangsAndGoesOn() throws Exception {
        healthFollows(PrivatePostgres::halt, PrivatePostgres::resume);
    }

    private static void healthFollows(Consumer<PrivatePostgres> fail, Consumer<PrivatePostgres> cure) throws Exception {
        Sku sku = new Sku("S");
        try (PrivatePostgres postgres = PrivatePostgres.start();
                StorePool pool = StorePool.open(StoreSettings.of(postgres.jdbcUrl(), "postgres", ""))) {
            Schema.migrate(pool.dataSource());
            try (Inventory stored = JdbiInventory.builder(pool)
                            .groupCommit(BatchLimits.DEFAULT)
                            .build();
                    ServerFixture server = new ServerFixture(stored, ServerFixture.A_SECOND);
                    Inventory client = InventoryClient.builder(
                                    "127.0.0.1:" + server.endpoint().port())
                            .deadline(Duration.ofSeconds(20))
                            .build()) {
                client.create(sku, 10, new RequestId("r"));
                List<HealthWatcher> services = SERVICES.stream()
                        .map(service -> HealthWatcher.watch(server.channel(), service))
                        .toList();
                HealthWatcher liveness = HealthWatcher.watch(server.channel(), "liveness");
                Awaitility.await()
                        .untilAsserted(() -> assertThat(services)
                                .allSatisfy(service ->
                                        assertThat(service.statuses()).containsExactly(SERVING)));

                fail.accept(postgres);
                Awaitility.await("NOT_SERVING")
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(() -> assertThat(services)
                                .allSatisfy(service ->
                                        assertThat(service.statuses()).containsExactly(SERVING, NOT_SERVING)));
                cure.accept(postgres);
                Awaitility.await("SERVING")
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(() -> assertThat(services)
                                .allSatisfy(service ->
                                        assertThat(service.statuses()).containsExactly(SERVING, NOT_SERVING, SERVING)));

                assertThat(client.deduct(new OrderId("o"), List.of(new OrderLine(sku, 1))))
                        .isInstanceOf(Deducted.class);
                assertThat(liveness.statuses()).containsExactly(SERVING);
            }
        }
    }

    @Test
    void aStoreThatIsSlowWithALongQueueOfCommandsStaysServing() throws Exception {
        Sku sku = new Sku("contended");
        StoreSettings settings = StoreSettings.of(DATABASE.jdbcUrl(), "postgres", "");
        BatchLimits smallBatches = new BatchLimits(1, 2, 2, COMMANDS * 2, COMMANDS * 2);
        try (StorePool pool = StorePool.open(settings);
                Inventory stored =
                        JdbiInventory.builder(pool).groupCommit(smallBatches).build();
                ServerFixture server = new ServerFixture(stored, ServerFixture.A_SECOND);
                Connection other = DATABASE.dataSource().getConnection();
                Statement lock = other.createStatement()) {
            stored.create(sku, 1_000, new RequestId("r"));
            HealthWatcher watcher = HealthWatcher.watch(server.channel(), "");
            other.setAutoCommit(false);
            lock.execute("select 1 from inventory_stocks where sku_id = 'contended' for update");
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (int i = 0; i < COMMANDS; i++)
                waiting.add(stored.submit(new Deduct(new OrderId("order-" + i), List.of(new OrderLine(sku, 1)))));
            long begin = System.nanoTime();
            Awaitility.await().until(() -> System.nanoTime() - begin > 3 * StoreHealth.SILENCE_MAX.toNanos());
            assertThat(waiting.get(COMMANDS - 1)).isNotDone();
            assertThat(watcher.statuses()).containsExactly(SERVING);
            assertThat(server.endpoint().obstacle()).isEmpty();
            other.rollback();
        }
    }

    @Test
    void failuresThatAreSoonOverGoUnnoticed() throws Exception {
        AtomicInteger probes = new AtomicInteger();
        inventory.fail(
                GetOrder.class,
                () -> probes.incrementAndGet() % 3 == 0
                        ? NotFoundException.order(StoreHealth.PROBE.orderId())
                        : failure(ErrorReason.UNAVAILABLE));
        try (ServerFixture server = ServerFixture.probing(inventory, OFTEN)) {
            HealthWatcher watcher = HealthWatcher.watch(server.channel(), "");
            long begin = System.nanoTime();
            Awaitility.await()
                    .until(() ->
                            System.nanoTime() - begin > 2 * StoreHealth.SILENCE_MAX.toNanos() && probes.get() > PROBES);
            assertThat(watcher.statuses()).containsExactly(SERVING);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "INTERNAL"})
    void aStoreThatDoesNotAnswerIsNotServing(ErrorReason reason) throws Exception {
        AtomicInteger probes = new AtomicInteger();
        inventory.fail(GetOrder.class, () -> {
            probes.incrementAndGet();
            return failure(reason);
        });
        try (ServerFixture server = ServerFixture.probing(inventory, OFTEN)) {
            HealthWatcher watcher = HealthWatcher.watch(server.channel(), "");
            Awaitility.await().until(() -> watcher.statuses().contains(NOT_SERVING));
            assertThat(probes.get()).isGreaterThan(1);
            inventory.fail(GetOrder.class, NotFoundException.order(StoreHealth.PROBE.orderId()));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(watcher.statuses()).endsWith(NOT_SERVING, SERVING));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OVERLOADED", "READ_ONLY"})
    void aStoreThatIsBusyOrTakesNoChangesIsServing(ErrorReason reason) throws Exception {
        AtomicInteger probes = new AtomicInteger();
        inventory.fail(GetOrder.class, () -> {
            probes.incrementAndGet();
            return failure(reason);
        });
        try (ServerFixture server = ServerFixture.probing(inventory, OFTEN)) {
            HealthWatcher watcher = HealthWatcher.watch(server.channel(), "");
            long begin = System.nanoTime();
            Awaitility.await()
                    .until(() ->
                            System.nanoTime() - begin > 2 * StoreHealth.SILENCE_MAX.toNanos() && probes.get() > PROBES);
            assertThat(watcher.statuses()).containsExactly(SERVING);
        }
    }

    private static InventoryException failure(ErrorReason reason) {
        return InventoryException.of(reason, "as the test wants it", Map.of());
    }
}
