package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The interrupt of whoever sets an inventory up, or verifies it, reaches no file, and is kept. */
@Timeout(60)
class SetupInterruptTest {
    @TempDir
    private Path folder;

    /** What may be called while others use the same file. */
    enum Call {
        MIGRATE,
        CHECK,
        VERIFY,
        BUILD,
        OPEN_AND_CLOSE;

        void on(StorePool pool, StoreSettings settings) {
            switch (this) {
                case MIGRATE -> Schema.migrate(pool.dataSource());
                case CHECK -> Schema.check(pool.dataSource());
                case VERIFY -> LedgerVerification.findings(pool.dataSource());
                case BUILD -> JdbiInventory.on(pool.dataSource()).close();
                case OPEN_AND_CLOSE -> StorePool.open(settings).close();
            }
        }
    }

    /** Without a cache each read is one of the file. */
    private StoreSettings settings() {
        return StoreSettings.of("jdbc:h2:file:" + folder.resolve("db") + ";CACHE_SIZE=0", "sa", "");
    }

    @ParameterizedTest
    @EnumSource
    void anH2FileStaysOpenForTheOthers(Call call) {
        try (StorePool pool = StorePool.open(settings())) {
            Schema.migrate(pool.dataSource());
            try (JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
                for (int i = 0; i < 50; i++) inventory.create(new Sku("S" + i), 10, new RequestId("create"));
                Thread caller = Thread.currentThread();
                for (long i = 0; i < 10; i++) {
                    Thread interrupter = interruptSoon(caller, Duration.ofNanos(i * i * 150_000));
                    try {
                        call.on(pool, settings());
                    } catch (UnavailableException | SetupException e) {
                        assertThat(caller.isInterrupted())
                                .as("still interrupted: %s", e)
                                .isTrue();
                        assertThat(e).hasMessageContaining("interrupted");
                    }
                    awaitEnd(interrupter);
                    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
                }
                assertThat(inventory.stock(new Sku("S1")).available()).isEqualTo(10);
                inventory.create(new Sku("after"), 1, new RequestId("create"));
            }
            assertThat(LedgerVerification.findings(pool.dataSource())).isEmpty();
        }
    }

    private static Thread interruptSoon(Thread victim, Duration delay) {
        Thread thread = new Thread(
                () -> {
                    long end = System.nanoTime() + delay.toNanos();
                    while (System.nanoTime() < end) LockSupport.parkNanos(end - System.nanoTime());
                    victim.interrupt();
                },
                "interrupter");
        thread.start();
        return thread;
    }

    /** Waits for its end, whether this thread is interrupted or not. */
    private static void awaitEnd(Thread thread) {
        while (thread.isAlive()) Thread.onSpinWait();
    }

    /** A migration that waits for a table in use. */
    @Test
    void anInterruptEndsTheWaitForALock() throws SQLException {
        String url = TestDatabase.newPostgresqlUrl();
        try (StorePool pool = StorePool.open(StoreSettings.of(url, "postgres", ""));
                Connection stranger = DriverManager.getConnection(url, "postgres", "");
                Statement statement = stranger.createStatement()) {
            Schema.migrate(pool.dataSource());
            statement.execute("truncate inventory_schema_history");
            statement.execute("drop table inventory_logs, inventory_orders, inventory_requests, inventory_reservations,"
                    + " inventory_signals, inventory_leases, inventory_checkpoints, inventory_stocks");
            stranger.setAutoCommit(false);
            statement.execute("lock table inventory_schema_history in access exclusive mode");

            Throwable failure = interruptedWhileItWaits(url, () -> Schema.migrate(pool.dataSource()));

            assertThat(failure).isInstanceOf(SetupException.class).hasMessageContaining("interrupted");
            stranger.rollback();
            Schema.migrate(pool.dataSource());
        }
    }

    @Test
    void anInterruptedVerificationReadsNoFurther() throws SQLException {
        String url = TestDatabase.newPostgresqlUrl();
        Duration patience = TestDatabase.PATIENCE;
        StoreSettings settings = StoreSettings.of(url, "postgres", "").withStatementLimits(patience, patience);
        try (StorePool pool = StorePool.open(settings);
                Connection stranger = DriverManager.getConnection(url, "postgres", "");
                Statement statement = stranger.createStatement()) {
            Schema.migrate(pool.dataSource());
            stranger.setAutoCommit(false);
            statement.execute("lock table inventory_logs in access exclusive mode");

            Throwable failure = interruptedWhileItWaits(url, () -> LedgerVerification.findings(pool.dataSource()));

            assertThat(failure).isInstanceOf(UnavailableException.class).hasMessageContaining("interrupted");
            await().atMost(10, TimeUnit.SECONDS).until(() -> !isSomebodyWaiting(url));
            stranger.rollback();
            assertThat(LedgerVerification.findings(pool.dataSource())).isEmpty();
        }
    }

    /** It was not told to stop when its caller was: it had no statement yet. */
    @Test
    void aVerificationInterruptedBeforeItsStatementReadsNothing() throws Exception {
        String url = TestDatabase.newPostgresqlUrl();
        CountDownLatch mayConnect = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger given = new AtomicInteger();
        Duration patience = TestDatabase.PATIENCE;
        try (StorePool pool =
                        StorePool.open(StoreSettings.of(url, "postgres", "").withStatementLimits(patience, patience));
                Connection stranger = DriverManager.getConnection(url, "postgres", "");
                Statement statement = stranger.createStatement()) {
            Schema.migrate(pool.dataSource());
            stranger.setAutoCommit(false);
            statement.execute("lock table inventory_logs in access exclusive mode");
            DataSource held = new HookedDataSource(pool.dataSource(), () -> {
                if (asked.incrementAndGet() > 1) mayConnect.await();
                return given.incrementAndGet();
            });
            Thread caller = new Thread(() ->
                    assertThatThrownBy(() -> LedgerVerification.findings(held)).hasMessageContaining("interrupted"));
            caller.start();
            await().until(() -> asked.get() == 2);
            caller.interrupt();
            await().until(() -> !caller.isAlive());
            mayConnect.countDown();

            HikariPoolMXBean connections =
                    pool.dataSource().unwrap(HikariDataSource.class).getHikariPoolMXBean();
            await().until(() -> given.get() == 2);
            await().during(300, TimeUnit.MILLISECONDS)
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> connections.getActiveConnections() == 0);
        }
    }

    /** As a pool says it that is waited for. */
    @Test
    void anInterruptMetByTheLastAttemptToMigrateIsKept() {
        String url = TestDatabase.newPostgresqlUrl();
        AtomicInteger attempts = new AtomicInteger();
        try (StorePool pool = StorePool.open(StoreSettings.of(url, "postgres", ""))) {
            DataSource failing = new HookedDataSource(pool.dataSource(), () -> {
                int attempt = attempts.getAndIncrement();
                if (attempt == 0) return true;
                throw new SQLException("why", attempt < 4 ? null : new InterruptedException());
            });
            assertThatThrownBy(() -> Schema.migrate(failing)).isInstanceOf(SetupException.class);
            assertThat(attempts.get()).isEqualTo(5);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInventoryInMemoryThatIsInterruptedLeavesNoPoolBehind() {
        long before = housekeepers();
        Thread.currentThread().interrupt();
        assertThatThrownBy(JdbiInventory::inMemory).isInstanceOf(SetupException.class);
        assertThat(Thread.interrupted()).isTrue();
        await().atMost(10, TimeUnit.SECONDS).until(() -> housekeepers() <= before);
    }

    private static long housekeepers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("inventory:housekeeper"))
                .count();
    }

    /** What a call throws that is interrupted while it waits for a lock, if the interrupt is still there then. */
    private static @Nullable Throwable interruptedWhileItWaits(String url, Runnable call) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        call.run();
                    } catch (RuntimeException e) {
                        if (Thread.currentThread().isInterrupted()) failure.set(e);
                    }
                },
                "caller");
        caller.start();
        await().until(() -> isSomebodyWaiting(url));
        caller.interrupt();
        await().atMost(10, TimeUnit.SECONDS).until(() -> !caller.isAlive());
        return failure.get();
    }

    private static boolean isSomebodyWaiting(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
