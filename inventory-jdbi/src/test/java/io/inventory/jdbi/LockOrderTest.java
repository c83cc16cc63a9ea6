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
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Dialect.Locked;
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
import org.junit.jupiter.api.Test;
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

    /** Where stocks are changed that were not locked, they are in the order that the plan of every session gives. */
    private static final SessionLimits AS_IN_EVERY_SESSION =
            new SessionLimits(Database.POSTGRESQL.transactionSettings(), "", "", "", 0);

    private record Form(String name, Dialect dialect, StockMemory memory, SessionLimits limits) {
        Form asItLies() {
            return new Form(name, dialect, memory, READ_AS_IT_LIES);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form("arrays", Dialect.arrays(), StockMemory.NONE, READ_AS_IT_LIES),
                new Form("rows", Dialect.rows(), StockMemory.NONE, READ_AS_IT_LIES),
                new Form("known stock", Dialect.arrays(), StockMemory.RIGHT, AS_IN_EVERY_SESSION),
                new Form("known stock, half wrong", Dialect.arrays(), StockMemory.HALF_WRONG, AS_IN_EVERY_SESSION));
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
    @MethodSource("forms")
    void stocksAreLockedInTheOrderOfTheirSkus(Form form) throws Exception {
        assertHoldsOnlyUpTo(form, STOCK, List.of(deduct("c"), deduct("a"), deduct("b")), "b", "c");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void stocksThatRefusalsDependOnAreLockedInTheOrderOfTheirSkus(Form form) throws Exception {
        List<Command<?>> commands = List.of(tooMany("c"), tooMany("a"), tooMany("b"));
        assertHoldsOnlyUpTo(form.asItLies(), STOCK, commands, "b", "c");
    }

    @Test
    void stocksThatAreReadBesideTheLocksOfOrdersAreNotLocked() throws Exception {
        try (Connection other = begin()) {
            SqlObjects.on(DATABASE.dataSource()).<SQLException>useTransaction(handle -> {
                Locked locked = Dialect.arrays().lockOrders(handle, List.of(names.order("a")), List.of(names.sku("b")));
                assertThat(locked.orders()).hasSize(1);
                assertThat(locked.stocks()).hasSize(1);
                assertThat(lock(other, ORDER, names.order("a").value())).isFalse();
                assertThat(lock(other, STOCK, names.sku("b").value())).isTrue();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void newOrdersAreInsertedInTheOrderOfTheirIds(Form form) throws Exception {
        try (Connection first = begin();
                Connection other = begin()) {
            insertOrder(first, "new-a");
            CompletableFuture<List<Verdict<?>>> waiting =
                    start(form, List.of(rollback("new-c"), rollback("new-a"), rollback("new-b")));
            awaitWaiter();
            other.createStatement().execute("set local lock_timeout = '300ms'");
            insertOrder(other, "new-b");
            insertOrder(other, "new-c");
            other.rollback();
            first.rollback();
            assertAllDone(waiting);
        }
    }

    /** Who holds a stock may insert the same order, and must not wait for one that waits for that stock. */
    @ParameterizedTest
    @MethodSource("forms")
    void newOrdersAreInsertedOnceTheirStocksAreThere(Form form) throws Exception {
        try (Connection first = begin()) {
            assertThat(lock(first, STOCK, names.sku("a").value())).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(form, List.of(deduct("a")));
            awaitWaiter();
            first.createStatement().execute("set local lock_timeout = '300ms'");
            insertOrder(first, "new-a");
            first.rollback();
            assertAllDone(waiting);
        }
    }

    private void insertOrder(Connection connection, String label) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into inventory_orders"
                + " (order_id, origin, status, lines, rollbacks, created_at, updated_at)"
                + " values (?, 'DEDUCT', 'DEDUCTED', '[]', '[]', now(), now())")) {
            statement.setString(1, names.order(label).value());
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void ordersAreLockedInTheOrderOfTheirIds(Form form) throws Exception {
        assertHoldsOnlyUpTo(form.asItLies(), ORDER, List.of(rollback("c"), rollback("a"), rollback("b")), "b", "c");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void ordersAreLockedBeforeStocksThatTheirRowsName(Form form) throws Exception {
        assertLocksNoStockBeforeTheOrder(form, List.of(deduct("c"), rollback("a")));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void ordersAreLockedBeforeStocksThatTheirCommandsName(Form form) throws Exception {
        Deduct again = new Deduct(names.order("a"), List.of(names.line("a", 1)));
        assertLocksNoStockBeforeTheOrder(form, List.of(deduct("c"), again));
    }

    private void assertLocksNoStockBeforeTheOrder(Form form, List<Command<?>> commands) throws Exception {
        try (Connection first = begin();
                Connection other = begin()) {
            assertThat(lock(first, ORDER, names.order("a").value())).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(form, commands);
            awaitWaiter();
            assertThat(lock(other, STOCK, names.sku("a").value())).isTrue();
            assertThat(lock(other, STOCK, names.sku("c").value())).isTrue();
            other.rollback();
            first.rollback();
            assertAllDone(waiting);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aReservationThatExpiresDuringTheWaitForItsOrderIsOver(Form form) throws Exception {
        OrderId order = names.order("held");
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource());
                Connection first = begin()) {
            inventory.execute(new Reserve(order, List.of(names.line("a", 1)), Reserve.TIME_TO_LIVE_MIN));
            assertThat(lock(first, ORDER, order.value())).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(form, List.of(new Confirm(order)));
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
    @MethodSource("forms")
    void anOperatorsRequestThatWaitsForItsDuplicateGetsTheSameAnswer(Form form) throws Exception {
        SetStock request = new SetStock(names.sku("a"), 7, "counted", names.request(), OptionalLong.of(2));
        try (JdbiInventory inventory = JdbiInventory.on(DATABASE.dataSource());
                Connection first = begin()) {
            StockChanged answer = inventory.within(first).execute(request);
            CompletableFuture<List<Verdict<?>>> waiting = start(form, List.of(request));
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

    private void assertHoldsOnlyUpTo(Form form, String sql, List<Command<?>> commands, String... free)
            throws Exception {
        try (Connection first = begin();
                Connection other = begin()) {
            assertThat(lock(first, sql, names.prefix() + "a")).isTrue();
            CompletableFuture<List<Verdict<?>>> waiting = start(form, commands);
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

    private Deduct tooMany(String label) {
        return new Deduct(names.order("short-" + label), List.of(new OrderLine(names.sku(label), 1_000)));
    }

    private Rollback rollback(String label) {
        return new Rollback(names.order(label));
    }

    private static CompletableFuture<List<Verdict<?>>> start(Form form, List<Command<?>> commands) {
        TransactionRunner runner = new TransactionRunner(
                SqlObjects.on(DATABASE.dataSource()),
                new BatchTransaction(form.dialect, new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                form.memory.stocks(),
                form.limits,
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
