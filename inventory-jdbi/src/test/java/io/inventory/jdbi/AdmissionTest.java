package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.ListStocks;
import io.inventory.Query;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of work has its bound, and orders come before reads. */
@Timeout(60)
class AdmissionTest {
    private static final int READERS = 190;
    private static final int BUYERS = 10;
    private static final Duration FLOOD = Duration.ofMillis(500);
    /** A machine with much to do gets no further than the first of each in that time: then it goes on for longer. */
    private static final int ORDERS_TO_JUDGE_MIN = 20 * BUYERS;

    private static final Duration FLOOD_MAX = Duration.ofSeconds(15);
    private static final ListStocks LARGE_READ = new ListStocks(1_000, Optional.empty());

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    /** A pool that has made all its connections, which takes time where there is much to do. */
    private static StorePool open(int connections) throws SQLException {
        StorePool pool = StorePool.open(DATABASE.settings().withPoolSizeMax(connections));
        List<Connection> all = new ArrayList<>();
        while (all.size() < connections) all.add(pool.dataSource().getConnection());
        for (Connection connection : all) connection.close();
        return pool;
    }

    private JdbiInventory inventory(JdbiInventoryBuilder builder, boolean groupCommit) {
        if (!groupCommit) builder.withoutGroupCommit();
        JdbiInventory inventory = builder.build();
        inventory.create(sku, 1_000_000, names.request());
        return inventory;
    }

    private Deduct order(String label) {
        return new Deduct(names.order(label), List.of(names.line("A", 1)));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true"})
    void aFloodOfReadsFailsNoOrder(int connections, boolean groupCommit) throws SQLException {
        try (StorePool pool = open(connections);
                // so that a machine that stands still for a second fails nobody
                JdbiInventory inventory =
                        inventory(JdbiInventory.builder(pool).timeLimit(TestDatabase.PATIENCE), groupCommit)) {
            fill(inventory, LARGE_READ.pageSize());
            long begin = System.nanoTime();
            BooleanSupplier isOn = () -> System.nanoTime() - begin < FLOOD.toNanos()
                    || (answered("order") < ORDERS_TO_JUDGE_MIN && System.nanoTime() - begin < FLOOD_MAX.toNanos());
            List<CompletableFuture<?>> callers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) callers.add(repeat("read", isOn, k -> inventory.execute(LARGE_READ)));
            for (int i = 0; i < BUYERS; i++) {
                String buyer = "buyer" + i + "-";
                callers.add(repeat("order", isOn, k -> inventory.execute(order(buyer + k))));
            }
            callers.forEach(CompletableFuture::join);

            assertThat(counts.keySet()).isSubsetOf("read answered", "read OVERLOADED", "order answered");
            assertThat(counts).containsKeys("order answered", "read answered");
            // where orders wait in one line with the reads, a buyer gets no more answers than a reader
            assertThat(answered("order") / BUYERS).isGreaterThan(2 * answered("read") / READERS);
        }
    }

    private int answered(String what) {
        return counts.getOrDefault(what + " answered", new AtomicInteger()).get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsThatHangHoldUpNoOrder(boolean groupCommit) {
        HeldDataSource store = new HeldDataSource(DATABASE.dataSource());
        try (JdbiInventory inventory = inventory(
                // so that on a machine with much to do no read is given up before the orders are through
                JdbiInventory.builder(store.dataSource()).connections(2).timeLimit(TestDatabase.PATIENCE),
                groupCommit)) {
            store.holdThreads("inventory-(reader|query)-.*");
            try {
                List<CompletableFuture<?>> reads = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    reads.add(inventory.submit(LARGE_READ));
                    reads.add(inventory.submit(new GetStock(sku)));
                }
                for (int i = 0; i < 100; i++) inventory.execute(order("o" + i));
                assertThat(reads).noneMatch(CompletableFuture::isDone);
            } finally {
                store.release();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneReadMoreThanMayWaitIsRefusedAtOnce(boolean groupCommit) {
        HeldDataSource store = new HeldDataSource(DATABASE.dataSource());
        try (JdbiInventory inventory = inventory(JdbiInventory.builder(store.dataSource()), groupCommit)) {
            store.hold();
            try {
                assertThat(admitted(inventory, LARGE_READ)).isBetween(1_000, 1_100);
                assertThat(admitted(inventory, new GetStock(sku))).isBetween(20_000, 22_000);
                // until every thread that reads has taken its own
                await().until(() -> admitted(inventory, LARGE_READ) == 0);
                assertThatThrownBy(() -> inventory.execute(LARGE_READ))
                        .isInstanceOfSatisfying(
                                UnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(ErrorReason.OVERLOADED));
            } finally {
                store.release();
            }
        }
    }

    /** How many are taken in before one is refused. */
    private static int admitted(Inventory inventory, Query<?> query) {
        int admitted = 0;
        while (!inventory.submit(query).isCompletedExceptionally()) admitted++;
        return admitted;
    }

    private static void fill(Inventory inventory, int stocks) {
        List<CompletableFuture<?>> created = new ArrayList<>();
        for (int i = 0; i < stocks; i++)
            created.add(inventory.submit(new CreateStock(new Sku("filler-" + i), 1, new RequestId("r"))));
        created.forEach(CompletableFuture::join);
    }

    private CompletableFuture<?> repeat(String what, BooleanSupplier isOn, Call call) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; isOn.getAsBoolean(); i++)
                        counts.computeIfAbsent(what + " " + result(call, i), key -> new AtomicInteger())
                                .incrementAndGet();
                },
                task -> new Thread(task, what).start());
    }

    private static String result(Call call, int number) {
        try {
            call.make(number);
            return "answered";
        } catch (InventoryException e) {
            return e.reason().toString();
        }
    }

    private interface Call {
        void make(int number);
    }
}
