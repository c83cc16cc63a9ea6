package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interrupt of a caller ends its own call at most. */
@Timeout(60)
class InterruptTest {
    private static final Duration RAIN = Duration.ofSeconds(1);

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @TempDir
    private Path folder;

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final AtomicInteger sold = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** An interrupt that reached its file would close it for everybody. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptedCallersLeaveAnH2FileOpenForTheOthers(boolean groupCommit) {
        StoreSettings settings = StoreSettings.of("jdbc:h2:file:" + folder.resolve("db" + groupCommit), "sa", "");
        try (StorePool pool = StorePool.open(settings)) {
            Schema.migrate(pool.dataSource());
            interruptCallersOf(pool, groupCommit);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptedCallersLeavePostgresqlToTheOthers(boolean groupCommit) {
        // few connections, so that callers come to wait for one
        StoreSettings settings = POSTGRESQL.patientSettings().withPoolSizeMax(2);
        try (StorePool pool = StorePool.open(settings)) {
            interruptCallersOf(pool, groupCommit);
        }
    }

    private void interruptCallersOf(StorePool pool, boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(pool).timeLimit(TestDatabase.PATIENCE);
        if (!groupCommit) builder.withoutGroupCommit();
        try (JdbiInventory inventory = builder.build()) {
            inventory.create(sku, 1_000_000, names.request());
            List<Thread> victims = List.of(
                    start(i -> interruptible(() -> sell(inventory, "victim" + i))),
                    start(i -> interruptible(() -> read(inventory))));
            List<Thread> others = List.of(start(i -> sell(inventory, "other" + i)), start(i -> read(inventory)));
            rainOn(victims);
            over = true;
            for (List<Thread> threads : List.of(victims, others))
                for (Thread thread : threads) await().until(() -> !thread.isAlive());

            assertThat(failures).isEmpty();
            assertThat(inventory.deduct(names.order("after"), List.of(names.line("A", 1))))
                    .isInstanceOf(Deducted.class);
            assertThat(sold).hasPositiveValue();
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    @Test
    void theInterruptOfACallerThatWaitsForAConnectionEndsItsCallAlone() throws Exception {
        try (StorePool pool = StorePool.open(POSTGRESQL.patientSettings().withPoolSizeMax(2));
                JdbiInventory inventory = JdbiInventory.builder(pool)
                        .groupCommit(BatchLimits.DEFAULT)
                        .build()) {
            inventory.create(sku, 10, names.request());
            try (Connection one = pool.dataSource().getConnection();
                    Connection two = pool.dataSource().getConnection()) {
                assertThat(one).isNotSameAs(two);
                Thread caller = new Thread(
                        () -> {
                            try {
                                sell(inventory, "interrupted");
                            } catch (UnavailableException e) {
                                if (Thread.currentThread().isInterrupted()) failures.add(e);
                            }
                        },
                        "caller");
                caller.start();
                await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
                caller.interrupt();
                await().atMost(10, TimeUnit.SECONDS).until(() -> !caller.isAlive());
            }
            assertThat(failures)
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasMessageContaining("the caller was interrupted"));
            assertThat(inventory.stock(sku).available()).isEqualTo(10);
        }
    }

    private Thread start(IntConsumer call) {
        Thread thread = new Thread(
                () -> {
                    for (int i = 0; !over; i++) {
                        try {
                            call.accept(i);
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                    }
                },
                "caller");
        thread.start();
        return thread;
    }

    private static void rainOn(List<Thread> victims) {
        long end = System.nanoTime() + RAIN.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            victims.forEach(Thread::interrupt);
            // at odd times, so that every part of a call is hit
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100 + i * 37 % 900));
        }
    }

    private void sell(Inventory inventory, String label) {
        inventory.execute(new Deduct(names.order(label), List.of(names.line("A", 1))));
        sold.incrementAndGet();
    }

    private void read(Inventory inventory) {
        inventory.stock(sku);
        inventory.stocks(List.of(sku));
    }

    /** Either it is answered, or it is told of the interrupt, which is still there then. */
    private static void interruptible(Runnable call) {
        try {
            call.run();
        } catch (UnavailableException e) {
            if (!String.valueOf(e.getMessage()).contains("the caller was interrupted")
                    || !Thread.currentThread().isInterrupted()) throw e;
        } finally {
            Thread.interrupted();
        }
    }
}
