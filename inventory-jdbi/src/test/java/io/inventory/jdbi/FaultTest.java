package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.CuttingProxy.Cut;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.BatchTransaction;
import io.inventory.jdbi.transaction.SessionLimits;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers see of a PostgreSQL that dies, hangs, loses connections or is held up by strangers. */
@Timeout(60)
class FaultTest {
    private static final Duration LOCK_MAX = Duration.ofMillis(400);
    private static final Duration STATEMENT_MAX = Duration.ofSeconds(1);
    /** What StorePool sets: a second more than a statement may take. */
    private static final Duration SOCKET_MAX = STATEMENT_MAX.plusSeconds(1);

    private static PrivatePostgres postgres;

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    @BeforeAll
    static void startServer() {
        postgres = PrivatePostgres.start();
        try (StorePool pool = open(postgres.port(), 2)) {
            Schema.migrate(pool.dataSource());
        }
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKilledServerIsAnsweredWithinASecondAndServesAgainAfterItsRestart(boolean groupCommit) {
        try (StorePool pool = StorePool.open(StoreSettings.of(postgres.jdbcUrl(), "postgres", ""));
                Inventory inventory = inventory(pool, groupCommit)) {
            inventory.create(sku, 10, names.request());
            inventory.deduct(names.order("before"), List.of(names.line("A", 1)));
            postgres.kill();
            try {
                assertAnswersWhileDown(inventory);
            } finally {
                postgres.restart();
            }
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> inventory.stock(sku).available() == 9);
            assertThat(inventory.deduct(names.order("after"), lines()))
                    .isEqualTo(new Deducted(names.order("after"), false));
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHaltedServerIsAnsweredWithinTheLimitOfTheSocket(boolean groupCommit) {
        try (StorePool pool = open(postgres.port(), 4);
                Inventory inventory = inventory(pool, groupCommit)) {
            inventory.create(sku, 10, names.request());
            postgres.halt();
            try {
                // a connection used a moment ago is not tested before it is used again: the socket's limit ends the
                // wait
                long bound = SOCKET_MAX.plusSeconds(5).toMillis();
                assertUnavailableWithin(bound, () -> inventory.deduct(names.order("halted"), lines()));
                assertUnavailableWithin(bound, () -> inventory.stock(sku));
            } finally {
                postgres.resume();
            }
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> inventory.deduct(names.order("halted"), lines()) instanceof Deducted);
            assertThat(inventory.stock(sku).available()).isEqualTo(9);
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    @Test
    void anExhaustedPoolIsAnsweredSoon() throws SQLException {
        try (StorePool pool = open(postgres.port(), 2);
                Inventory inventory = inventory(pool, false)) {
            inventory.create(sku, 10, names.request());
            try (Connection first = pool.dataSource().getConnection();
                    Connection second = pool.dataSource().getConnection()) {
                assertThat(first).isNotSameAs(second);
                assertUnavailableWithin(5_000, () -> inventory.deduct(names.order("1"), lines()));
                assertUnavailableWithin(5_000, () -> inventory.stock(sku));
            }
            assertThat(inventory.deduct(names.order("1"), lines())).isEqualTo(new Deducted(names.order("1"), false));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsLostWhileIdleAreNotNoticed(boolean groupCommit) throws SQLException {
        try (StorePool pool = openPatient(postgres.port(), 4);
                Inventory inventory = inventory(pool, groupCommit)) {
            inventory.create(sku, 10, names.request());
            terminate("true");
            assertThat(inventory.stock(sku).available()).isEqualTo(10);
            terminate("true");
            assertThat(inventory.submit(new GetStock(sku)).join().available()).isEqualTo(10);
            terminate("true");
            assertThat(inventory.deduct(names.order("1"), lines())).isEqualTo(new Deducted(names.order("1"), false));
        }
    }

    @Test
    void aConnectionLostInTheMiddleOfATransactionIsReplacedAndTheOrderAppliedOnce() throws Exception {
        try (StorePool pool = openPatient(postgres.port(), 4);
                Inventory inventory = inventory(pool, false);
                Connection stranger = begin()) {
            inventory.create(sku, 10, names.request());
            lock(stranger, sku);
            CompletableFuture<Object> answer = async(() -> inventory.deduct(names.order("1"), lines()));
            awaitWaiting(1);
            terminate("wait_event_type = 'Lock'");
            stranger.commit();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Deducted(names.order("1"), false));
            assertThat(inventory.stock(sku).available()).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
    void aConnectionCutAtTheCommitTakesTheStockOnce(Cut cut) throws IOException {
        try (StorePool direct = openPatient(postgres.port(), 2);
                Inventory observer = inventory(direct, false);
                CuttingProxy proxy = new CuttingProxy(postgres.port());
                StorePool pool = openPatient(proxy.port(), 1);
                Inventory inventory = inventory(pool, false)) {
            observer.create(sku, 10, names.request());
            proxy.cut(cut);
            // the transaction is run again: after a lost commit it finds the order as new, after a lost answer recorded
            assertThat(inventory.deduct(names.order("1"), lines()))
                    .isEqualTo(new Deducted(names.order("1"), cut == Cut.AFTER_COMMIT));
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(observer.stock(sku).available()).isEqualTo(9);
            assertThat(observer.order(names.order("1")).status()).isEqualTo(OrderStatus.DEDUCTED);
            LedgerProof.assertProves(observer, List.of(sku));
        }
    }

    @Test
    void aDeadlockWithAStrangersTransactionDoesNotReachTheCaller() throws Exception {
        // the lock's limit must be over the second that the server takes to notice a deadlock
        StoreSettings patient = settings(postgres.port(), 2, Duration.ofSeconds(5), Duration.ofSeconds(10));
        try (StorePool pool = StorePool.open(patient);
                Inventory inventory = inventory(pool, false);
                Connection stranger = begin()) {
            Sku other = names.sku("B");
            inventory.create(sku, 10, names.request());
            inventory.create(other, 10, names.request());
            long deadlocks = deadlocks();
            lock(stranger, other);
            CompletableFuture<Object> answer =
                    async(() -> inventory.deduct(names.order("1"), List.of(names.line("A", 1), names.line("B", 1))));
            awaitWaiting(1);
            lock(stranger, sku);
            stranger.commit();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new Deducted(names.order("1"), false));
            await().until(() -> deadlocks() > deadlocks);
            LedgerProof.assertProves(inventory, List.of(sku, other));
        }
    }

    @Test
    void aStockThatAStrangerHoldsFailsItsOwnOrdersOnly() throws SQLException {
        try (StorePool pool = openPatient(postgres.port(), 2);
                Inventory inventory = inventory(pool, false);
                Connection stranger = begin()) {
            inventory.create(sku, 100, names.request());
            inventory.create(names.sku("held"), 100, names.request());
            lock(stranger, names.sku("held"));
            List<Deduct> commands = new ArrayList<>();
            for (int i = 0; i < 16; i++)
                commands.add(new Deduct(names.order("" + i), List.of(names.line(i == 11 ? "held" : "A", 1))));
            List<Verdict<?>> verdicts = runner(pool).run(commands);
            for (int i = 0; i < 16; i++)
                if (i == 11)
                    assertThat(verdicts.get(i))
                            .isInstanceOfSatisfying(
                                    Verdict.Refusal.class,
                                    refusal ->
                                            assertThat(refusal.exception()).isInstanceOf(UnavailableException.class));
                else
                    assertThat(verdicts.get(i))
                            .isEqualTo(new Verdict.Outcome<>(new Deducted(names.order("" + i), false)));
            stranger.rollback();
            assertThat(inventory.deduct(names.order("11"), List.of(names.line("held", 1))))
                    .isEqualTo(new Deducted(names.order("11"), false));
            LedgerProof.assertProves(inventory, List.of(sku, names.sku("held")));
        }
    }

    @Test
    void aHotStockThatAStrangerHoldsDoesNotStallTheWriterCommandByCommand() throws SQLException {
        try (StorePool pool = openPatient(postgres.port(), 2);
                Inventory inventory = inventory(pool, false);
                Connection stranger = begin()) {
            inventory.create(sku, 1_000, names.request());
            lock(stranger, sku);
            List<Deduct> commands = new ArrayList<>();
            for (int i = 0; i < 256; i++) commands.add(new Deduct(names.order("" + i), lines()));
            long begun = System.nanoTime();
            List<Verdict<?>> verdicts = runner(pool).run(commands);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
            assertThat(verdicts)
                    .hasSize(256)
                    .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Refusal.class));
            stranger.rollback();
            assertThat(inventory.stock(sku).available()).isEqualTo(1_000);
        }
    }

    /** The quickest of some: this machine may have other work to do, and slow one down. */
    private void assertAnswersWhileDown(Inventory inventory) {
        Deduct deduct = new Deduct(names.order("down"), lines());
        List<Callable<Long>> callers = new ArrayList<>();
        callers.add(() -> millisUntilUnavailable(() -> inventory.execute(deduct)));
        callers.add(() -> millisUntilUnavailable(() -> inventory.stock(sku)));
        callers.add(() -> millisUntilUnavailable(() -> inventory.submit(deduct).get()));
        for (Callable<Long> caller : callers) {
            List<CompletableFuture<Object>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) answers.add(async(caller::call));
            List<Long> millis =
                    answers.stream().map(answer -> (Long) answer.join()).toList();
            assertThat(Collections.min(millis)).as("milliseconds: %s", millis).isLessThan(1_000);
            assertThat(Collections.max(millis)).as("milliseconds: %s", millis).isLessThan(10_000);
        }
    }

    private List<OrderLine> lines() {
        return List.of(new OrderLine(sku, 1));
    }

    private static StoreSettings settings(int port, int poolSizeMax, Duration lock, Duration statement) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        return new StoreSettings(url, "postgres", "", poolSizeMax, Duration.ofMillis(500), lock, statement);
    }

    private static StorePool open(int port, int poolSizeMax) {
        return StorePool.open(settings(port, poolSizeMax, LOCK_MAX, STATEMENT_MAX));
    }

    /** For what is not about time. */
    private static StorePool openPatient(int port, int poolSizeMax) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        return StorePool.open(new StoreSettings(
                url, "postgres", "", poolSizeMax, TestDatabase.PATIENCE, LOCK_MAX, TestDatabase.PATIENCE));
    }

    private static Inventory inventory(StorePool pool, boolean groupCommit) {
        JdbiInventory.Builder builder = JdbiInventory.builder(pool);
        if (pool.statementTimeout().equals(TestDatabase.PATIENCE)) builder.timeLimit(TestDatabase.PATIENCE);
        return (groupCommit ? builder.groupCommit(BatchLimits.DEFAULT) : builder).build();
    }

    private static TransactionRunner runner(StorePool pool) {
        return new TransactionRunner(
                SqlObjects.on(pool.dataSource()),
                new BatchTransaction(Dialect.arrays(), null),
                SessionLimits.ofPool(Database.POSTGRESQL, Duration.ofSeconds(1)),
                Duration.ofMillis(800));
    }

    private static Connection begin() throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void lock(Connection connection, Sku sku) throws SQLException {
        try (var statement =
                connection.prepareStatement("select 1 from inventory_stocks where sku_id = ? for update")) {
            statement.setString(1, sku.value());
            statement.executeQuery();
        }
    }

    private static void awaitWaiting(int count) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == count);
    }

    private static void terminate(String which) throws SQLException {
        number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where application_name = 'inventory' and " + which);
    }

    private static long deadlocks() throws SQLException {
        return number("select deadlocks from pg_stat_database where datname = 'postgres'");
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static CompletableFuture<Object> async(Callable<Object> call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                work -> new Thread(work, "caller").start());
    }

    private static void assertUnavailableWithin(long millis, ThrowingCallable call) {
        assertThat(millisUntilUnavailable(call))
                .as("milliseconds until the answer")
                .isLessThan(millis);
    }

    private static long millisUntilUnavailable(ThrowingCallable call) {
        long begun = System.nanoTime();
        assertThatThrownBy(call)
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(UnavailableException.class),
                        e -> assertThat(e).hasCauseInstanceOf(UnavailableException.class));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
