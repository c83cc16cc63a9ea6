package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.BatchGetStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever closes an inventory, in the middle of whatever: every caller is answered, and then all is closed. */
@Timeout(60)
class CloseTest {
    private static final String CLOSED = "inventory service unavailable: it was closed";

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @TempDir
    private Path folder;

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    /** Where futures are completed. */
    enum Where {
        OF_THE_LIBRARY,
        ON_ITS_QUEUES,
        ON_ONE_THREAD
    }

    @BeforeEach
    void stock() {
        try (JdbiInventory inventory = JdbiInventory.builder(DATABASE.pool()).build()) {
            inventory.create(sku, 1_000_000, names.request());
        }
    }

    private JdbiInventoryBuilder builder(StorePool pool, boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(pool).owning(pool).timeLimit(TestDatabase.PATIENCE);
        return groupCommit ? builder : builder.withoutGroupCommit();
    }

    private StorePool pool() {
        return StorePool.open(DATABASE.patientSettings());
    }

    private Deduct order(String label) {
        return new Deduct(names.order(label), List.of(names.line("A", 1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsUnderWayAreAnsweredBeforeTheConnectionsAreClosed(boolean groupCommit) throws Exception {
        JdbiInventory inventory = builder(pool(), groupCommit).build();
        List<IntFunction<Request<?>>> kinds =
                List.of(i -> order("o" + i), i -> new GetStock(sku), i -> new BatchGetStock(List.of(sku)));
        CountDownLatch begun = new CountDownLatch(24);
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int caller = i;
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        IntFunction<Request<?>> kind = kinds.get(caller % kinds.size());
                        for (int k = 0; isOpen(inventory, kind.apply(caller * 100_000 + k), caller % 2 == 0); k++)
                            begun.countDown();
                    },
                    task -> new Thread(task, "caller").start()));
        }
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        inventory.close();

        // fails with whatever a caller was told but that it was closed
        for (CompletableFuture<Void> caller : callers) caller.get(10, TimeUnit.SECONDS);
    }

    /** Whether it was answered; else it must be because the inventory was closed. */
    private static boolean isOpen(Inventory inventory, Request<?> request, boolean blocking) {
        try {
            if (blocking) inventory.execute(request);
            else inventory.submit(request).join();
            return true;
        } catch (RuntimeException e) {
            Throwable failure = e instanceof UnavailableException ? e : e.getCause();
            assertThat(failure).isInstanceOf(UnavailableException.class).hasMessage(CLOSED);
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachCloserWaitsUntilAllIsClosed(boolean groupCommit) throws Exception {
        try (StorePool pool = pool()) {
            HeldDataSource store = new HeldDataSource(pool.dataSource());
            AtomicBoolean storeIsClosed = new AtomicBoolean();
            JdbiInventoryBuilder builder =
                    JdbiInventory.builder(store.dataSource()).owning(() -> storeIsClosed.set(true));
            JdbiInventory inventory = (groupCommit ? builder : builder.withoutGroupCommit()).build();
            store.hold();
            CompletableFuture<?> underWay = inventory.submit(order("o"));
            await().until(() -> store.waiting() > 0);
            List<CompletableFuture<Boolean>> closers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                closers.add(async(() -> {
                    inventory.close();
                    return storeIsClosed.get();
                }));
                await().until(() -> inventory.submit(new GetStock(sku)).isCompletedExceptionally());
            }
            assertThat(closers).noneMatch(CompletableFuture::isDone);
            assertThat(underWay).isNotDone();

            store.release();

            for (CompletableFuture<Boolean> closer : closers)
                assertThat(closer.get(10, TimeUnit.SECONDS))
                        .as("closed when close returned")
                        .isTrue();
            assertThat(underWay.get(10, TimeUnit.SECONDS)).isInstanceOf(Deducted.class);
            inventory.close();
        }
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task, "closer").start());
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void aContinuationMayCloseTheInventory(Where where) throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Map<Where, Executor> executors = Map.of(Where.ON_ITS_QUEUES, Runnable::run, Where.ON_ONE_THREAD, one);
        AtomicBoolean storeIsClosed = new AtomicBoolean();
        JdbiInventoryBuilder builder = JdbiInventory.builder(DATABASE.pool())
                .groupCommit(BatchLimits.DEFAULT)
                .owning(() -> storeIsClosed.set(true));
        Executor executor = executors.get(where);
        JdbiInventory inventory = (executor == null ? builder : builder.executor(executor)).build();
        try {
            long begun = System.nanoTime();
            List<CompletableFuture<?>> closed = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                closed.add(inventory.submit(order("o" + i)).thenRun(inventory::close));
                closed.add(inventory.submit(new GetStock(sku)).thenRun(inventory::close));
                closed.add(inventory.submit(new BatchGetStock(List.of(sku))).thenRun(inventory::close));
            }
            for (CompletableFuture<?> answer : closed)
                assertThat(answer.handle((value, failure) -> true).get(30, TimeUnit.SECONDS))
                        .isTrue();
            inventory.close();
            assertThat(storeIsClosed).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(JdbiInventory.CLOSE_MAX);
        } finally {
            one.shutdown();
        }
    }

    @Test
    void anInterruptedCloserClosesAllTheSame() {
        StoreSettings settings = StoreSettings.of("jdbc:h2:file:" + folder.resolve("db"), "sa", "");
        StorePool pool = StorePool.open(settings);
        Schema.migrate(pool.dataSource());
        JdbiInventory inventory = builder(pool, true).build();
        inventory.create(sku, 5, names.request());
        Thread.currentThread().interrupt();

        inventory.close();

        assertThat(Thread.interrupted()).isTrue();
        try (StorePool again = StorePool.open(settings);
                JdbiInventory reopened = JdbiInventory.builder(again).build()) {
            assertThat(reopened.stock(sku).available()).isEqualTo(5);
        }
    }
}
