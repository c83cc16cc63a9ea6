package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.Extend;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RejectionReason;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.SetStock;
import io.inventory.StockChanged;
import io.inventory.contract.Names;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.BatchTransaction;
import io.inventory.jdbi.transaction.SessionLimits;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A list of commands takes its locks in one order, whatever the order of the commands: it is made to wait for the first, and
 * must not hold the last. Two such lists can then never wait for each other. What the decision depends on is read once the
 * locks are there.
 */
class LockOrderTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final String STOCK = "select 1 from inventory_stocks where sku_id = ? for update skip locked";
    private static final String ORDER = "select 1 from inventory_orders where order_id = ? for update skip locked";

    /** An index would give the rows in order, also to a statement that does not ask for it. */
    private static final SessionLimits READ_AS_IT_LIES =
            new SessionLimits("set local enable_indexscan = off; set local enable_seqscan = on", "", "", "", 0);

    private final Names names = new Names();

    static Stream<Dialect> dialects() {
        return Stream.of(Dialect.arrays(), Dialect.rows());
    }

    @BeforeEach
    void fill() {
        try (Inventory inventory =
                JdbiInventory.builder(DATABASE.pool()).withoutGroupCommit().build()) {
            // in the tables they lie the other way round than they are to be locked
            for (String label : List.of("c", "b", "a")) {
                inventory.create(names.sku(label), 10, names.request());
                inventory.deduct(names.order(label), List.of(names.line(label, 1)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void stocksAreLockedInTheOrderOfTheirSkus(Dialect dialect) throws Exception {
        assertHoldsOnlyUpTo(dialect, STOCK, List.of(deduct("c"), deduct("a"), deduct("b")), "b", "c");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void ordersAreLockedInTheOrderOfTheirIds(Dialect dialect) throws Exception {
        assertHoldsOnlyUpTo(dialect, ORDER, List.of(rollback("c"), rollback("a"), rollback("b")), "b", "c");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void ordersAreLockedBeforeStocksThatTheirRowsName(Dialect dialect) throws Exception {
        assertLocksNoStockBeforeTheOrder(dialect, List.of(deduct("c"), rollback("a")));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void ordersAreLockedBeforeStocksThatTheirCommandsName(Dialect dialect) throws Exception {
        Deduct again = new Deduct(names.order("a"), List.of(names.line("a", 1)));
        assertLocksNoStockBeforeTheOrder(dialect, List.of(deduct("c"), again));
    }

    private void assertLocksNoStockBeforeTheOrder(Dialect dialect, List<Command<?>> commands) throws Exception {
        try (Connection first = begin();
                Connection other = begin()) {
            assertThat(lock(first, ORDER, names.order("a").value())).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(dialect, commands);
            awaitWaiter();
            assertThat(lock(other, STOCK, names.sku("a").value())).isTrue();
            assertThat(lock(other, STOCK, names.sku("c").value())).isTrue();
            other.rollback();
            first.rollback();
            assertAllDone(waiting);
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aReservationThatExpiresDuringTheWaitForItsOrderIsOver(Dialect dialect) throws Exception {
        OrderId order = names.order("held");
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource());
                Connection first = begin()) {
            inventory.execute(new Reserve(order, List.of(names.line("a", 1)), Reserve.TIME_TO_LIVE_MIN));
            assertThat(lock(first, ORDER, order.value())).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(dialect, List.of(new Confirm(order)));
            awaitWaiter();
            awaitTrue(
                    "select exists (select from inventory_orders where order_id = ? and expires_at < clock_timestamp())",
                    order.value());
            first.rollback();

            assertThat(outcome(waiting))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.rejection().reason())
                                    .isEqualTo(RejectionReason.RESERVATION_EXPIRED));
        }
    }

    /** By itself it would be refused: its duplicate has changed the version. */
    @ParameterizedTest
    @MethodSource("dialects")
    void anOperatorsRequestThatWaitsForItsDuplicateGetsTheSameAnswer(Dialect dialect) throws Exception {
        SetStock request = new SetStock(names.sku("a"), 7, "counted", names.request(), OptionalLong.of(2));
        try (JdbiInventory inventory = JdbiInventory.on(DATABASE.dataSource());
                Connection first = begin()) {
            StockChanged answer = inventory.within(first).execute(request);
            CompletableFuture<List<Verdict<?>>> waiting = start(dialect, List.of(request));
            awaitWaiter();
            first.commit();

            assertThat(answer.replayed()).isFalse();
            assertThat(outcome(waiting))
                    .isEqualTo(new StockChanged(
                            answer.sku(), answer.available(), answer.reserved(), answer.version(), true));
        }
    }

    private static Object outcome(CompletableFuture<List<Verdict<?>>> waiting) throws Exception {
        return waiting.get(30, TimeUnit.SECONDS).get(0).outcomeOrThrow();
    }

    private void assertHoldsOnlyUpTo(Dialect dialect, String sql, List<Command<?>> commands, String... free)
            throws Exception {
        try (Connection first = begin();
                Connection other = begin()) {
            assertThat(lock(first, sql, names.prefix() + "a")).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(dialect, commands);
            awaitWaiter();
            for (String label : free)
                assertThat(lock(other, sql, names.prefix() + label))
                        .as("%s is free", label)
                        .isTrue();
            other.rollback();
            first.rollback();
            assertAllDone(waiting);
        }
    }

    private static void assertAllDone(CompletableFuture<List<Verdict<?>>> waiting) throws Exception {
        assertThat(waiting.get(30, TimeUnit.SECONDS)).allMatch(Verdict.Outcome.class::isInstance);
    }

    private Deduct deduct(String label) {
        return new Deduct(names.order("new-" + label), List.of(new OrderLine(names.sku(label), 1)));
    }

    private Rollback rollback(String label) {
        return new Rollback(names.order(label));
    }

    private static CompletableFuture<List<Verdict<?>>> start(Dialect dialect, List<Command<?>> commands) {
        TransactionRunner runner = new TransactionRunner(
                SqlObjects.on(DATABASE.dataSource()),
                new BatchTransaction(dialect, new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                READ_AS_IT_LIES,
                TestDatabase.PATIENCE);
        return CompletableFuture.supplyAsync(() -> runner.run(commands), work -> new Thread(work, "batch").start());
    }

    private static Connection begin() throws SQLException {
        Connection connection = DATABASE.dataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static boolean lock(Connection connection, String sql, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            return statement.executeQuery().next();
        }
    }

    private static void awaitWaiter() {
        awaitTrue(
                "select count(*) = 1 from pg_stat_activity where datname = current_database() and wait_event_type = ?",
                "Lock");
    }

    private static void awaitTrue(String sql, String argument) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try (Connection connection = DATABASE.dataSource().getConnection();
                            PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setString(1, argument);
                        try (ResultSet row = statement.executeQuery()) {
                            return row.next() && row.getBoolean(1);
                        }
                    }
                });
    }
}
