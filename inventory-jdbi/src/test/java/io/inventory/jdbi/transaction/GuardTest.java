package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.contract.Names;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.CommandResult;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Dialect.Rows;
import io.inventory.jdbi.sql.Dialect.StockDelta;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The statements that write make overselling impossible even if everything before them is wrong: all that they write is
 * as it was decided, or nothing is written.
 */
class GuardTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Names names = new Names();

    private record Form(String name, TestDatabase database, Dialect dialect) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form("arrays on PostgreSQL", POSTGRESQL, Dialect.arrays()),
                new Form("rows on PostgreSQL", POSTGRESQL, Dialect.rows()),
                new Form("rows on H2", H2, Dialect.h2()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noMoreCanBeTakenThanIsThere(Form form) {
        Sku sku = create(form, "A");
        assertRefused(form, delta(sku, 1, -11, 0, 1));
        assertRefused(form, delta(sku, 1, 0, -1, 1));
        assertRefused(form, delta(sku, 1, -11, 11, 1));
        write(form, delta(sku, 1, -10, 10, 1));
        assertRefused(form, new StockDelta(level(sku, 2, 0, 10), 0, -11, 1, null));
        write(form, new StockDelta(level(sku, 2, 0, 10), 0, -10, 1, null));
        assertThat(stock(form, sku)).isEqualTo("0 available, 0 reserved, version 3");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noOrderTakesTheSafetyStock(Form form) {
        Sku sku = create(form, "A");
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            inventory.setPolicy(sku, 4, 0, names.request());
        }
        assertRefused(form, new StockDelta(withPolicy(sku, 2, 10, 4, 0), -7, 0, 1, -7L));
        assertRefused(form, new StockDelta(withPolicy(sku, 2, 10, 4, 0), 0, 0, 2, -7L));
        write(form, new StockDelta(withPolicy(sku, 2, 10, 4, 0), -6, 0, 1, -6L));
        write(form, new StockDelta(withPolicy(sku, 3, 4, 4, 0), -4, 0, 1, null));
        assertThat(stock(form, sku)).isEqualTo("0 available, 0 reserved, version 4");
    }

    /** In one transaction the sellable units may rise by more than a number can say. */
    @ParameterizedTest
    @MethodSource("forms")
    void anOrderPassesAfterTheLargestRiseOfWhatMayBeSold(Form form) throws SQLException {
        try (JdbiInventory inventory = JdbiInventory.on(form.database.dataSource());
                Connection connection = form.database.dataSource().getConnection()) {
            Sku sku = names.sku("A");
            inventory.create(sku, 0, names.request());
            inventory.setPolicy(sku, Long.MAX_VALUE, 0, names.request());
            connection.setAutoCommit(false);
            List<CommandResult<?>> results = inventory
                    .within(connection)
                    .executeAll(List.of(
                            new SetStockPolicy(sku, 0, 0, names.request()),
                            new SetStock(sku, Long.MAX_VALUE, "counted", names.request(), OptionalLong.empty()),
                            new Deduct(names.order("1"), List.of(new OrderLine(sku, 1)))));
            connection.commit();
            assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(CommandResult.Completed.class));
            assertThat(inventory.stock(sku).available()).isEqualTo(Long.MAX_VALUE - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aStockThatHasMovedOnIsNotChanged(Form form) {
        Sku sku = create(form, "A");
        assertRefused(form, delta(sku, 0, -1, 0, 1));
        assertRefused(form, delta(sku, 2, -1, 0, 1));
        write(form, delta(sku, 1, -1, 0, 1));
        assertRefused(form, delta(sku, 1, -1, 0, 1));
        assertThat(stock(form, sku)).isEqualTo("9 available, 0 reserved, version 2");
    }

    /** Where nothing was locked before, that is the proof that the decision holds. */
    @Test
    void ordersTakeUnitsOfTheVeryStockThatTheyWereDecidedFor() {
        Form form = forms().findFirst().orElseThrow();
        Sku sku = create(form, "A");
        assertRefused(form, new StockDelta(level(sku, 2, 10, 0), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(level(sku, 1, 11, 0), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(level(sku, 1, 10, 1), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(level(sku, 1, 10, 1), -1, 1, 1, -1L));
        assertRefused(form, new StockDelta(level(sku, 1, 10, 0), -11, 0, 1, -11L));
        assertRefused(form, new StockDelta(level(sku, 1, 11, 0), -1, 1, 1, -1L));
        write(form, new StockDelta(level(sku, 1, 10, 0), -10, 0, 1, -10L));
        assertThat(stock(form, sku)).isEqualTo("0 available, 0 reserved, version 2");
    }

    /** What is told of a stock depends on its policy, and whoever writes with SQL may leave the version as it is. */
    @Test
    void ordersTakeUnitsOfAStockWithTheVeryPolicyThatTheyWereDecidedFor() {
        Form form = forms().findFirst().orElseThrow();
        Sku sku = create(form, "A");
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            inventory.setPolicy(sku, 4, 2, names.request());
        }
        assertRefused(form, new StockDelta(level(sku, 2, 10, 0), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(withPolicy(sku, 2, 10, 3, 2), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(withPolicy(sku, 2, 10, 4, 1), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(withPolicy(sku, 2, 10, 4, 0), -1, 0, 1, -1L));
        assertRefused(form, new StockDelta(withPolicy(sku, 2, 10, 4, 2), -7, 0, 1, -7L));
        write(form, new StockDelta(withPolicy(sku, 2, 10, 4, 2), -6, 0, 1, -6L));
        assertThat(stock(form, sku)).isEqualTo("4 available, 0 reserved, version 3");
    }

    /** One of the two is enough to make it a stock with a policy. */
    @Test
    void aStockWithAPolicyIsNotTakenForOneWithout() {
        Form form = forms().findFirst().orElseThrow();
        for (String column : List.of("safety_stock", "low_threshold")) {
            Sku sku = create(form, column);
            SqlObjects.on(form.database.dataSource())
                    .useHandle(handle -> handle.execute(
                            "update inventory_stocks set " + column + " = 1 where sku_id = ?", sku.value()));
            assertRefused(form, new StockDelta(level(sku, 1, 10, 0), -1, 0, 1, -1L));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oneShortStockKeepsAllFromBeingWritten(Form form) {
        Sku enough = create(form, "A");
        Sku wrong = create(form, "B");
        Sku unknown = names.sku("C");
        assertRefused(form, delta(enough, 1, -10, 0, 1), delta(wrong, 1, -11, 0, 1));
        assertRefused(form, delta(enough, 1, -10, 0, 1), delta(unknown, 1, -1, 0, 1));
        assertThat(stock(form, enough)).isEqualTo("10 available, 0 reserved, version 1");
        assertThat(stock(form, wrong)).isEqualTo("10 available, 0 reserved, version 1");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anOrderThatIsNotThereIsNotChanged(Form form) {
        Sku sku = create(form, "A");
        List<StockDelta> deltas = List.of(delta(sku, 1, -1, 0, 1));
        Rows rows = rows(List.of(), deltas, List.of(order(names.order("A"))));
        assertThatThrownBy(() -> write(form, rows))
                .satisfies(failure -> assertThat(Fault.of(failure)).isEqualTo(Fault.BUG))
                .hasStackTraceContaining("changed 0 of 1 locked orders");
        assertThat(stock(form, sku)).isEqualTo("10 available, 0 reserved, version 1");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anOrderThatAConcurrentTransactionHasRecordedIsNotRecordedAgain(Form form) {
        Sku sku = create(form, "A");
        OrderRecord order = order(names.order("A"));
        write(form, rows(List.of(order), List.of(), List.of()));
        List<StockDelta> deltas = List.of(delta(sku, 1, -1, 0, 1));
        assertThatThrownBy(() -> write(form, rows(List.of(order), deltas, List.of())))
                .satisfies(failure -> assertThat(Fault.of(failure)).isEqualTo(Fault.DUPLICATE_KEY));
        assertThat(stock(form, sku)).isEqualTo("10 available, 0 reserved, version 1");
    }

    /** In a transaction of the caller's a commit would make permanent what the caller has not finished. */
    @ParameterizedTest
    @MethodSource("forms")
    void onlyAWriteThatIsAskedToCommits(Form form) {
        Sku sku = create(form, "A");
        writeAndAbort(form, sku, false);
        assertThat(stock(form, sku)).isEqualTo("10 available, 0 reserved, version 1");
    }

    @Test
    void theCommitNeedsNoRoundTripOfItsOwnOnPostgresql() {
        Form form = forms().findFirst().orElseThrow();
        Sku sku = create(form, "A");
        writeAndAbort(form, sku, true);
        assertThat(stock(form, sku)).isEqualTo("9 available, 0 reserved, version 2");
    }

    private static void writeAndAbort(Form form, Sku sku, boolean thenCommit) {
        Rows rows = rows(List.of(), List.of(delta(sku, 1, -1, 0, 1)), List.of());
        SqlObjects.on(form.database.dataSource()).useTransaction(handle -> {
            form.dialect.write(handle, rows, thenCommit);
            handle.rollback();
        });
    }

    private Sku create(Form form, String label) {
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            return inventory.create(names.sku(label), 10, names.request()).sku();
        }
    }

    private static OrderRecord order(OrderId id) {
        return new OrderRecord(
                id, Origin.DEDUCT, OrderStatus.DEDUCTED, List.of(), List.of(), null, null, null, null, null, NOW, NOW);
    }

    private static Rows rows(List<OrderRecord> newOrders, List<StockDelta> deltas, List<OrderRecord> changedOrders) {
        return new Rows(
                List.of(),
                List.of(),
                newOrders,
                deltas,
                List.of(),
                changedOrders,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                NOW);
    }

    private static StockLevel level(Sku sku, long version, long available, long reserved) {
        return new StockLevel(sku, available, reserved, 0, 0, version, NOW);
    }

    private static StockLevel withPolicy(Sku sku, long version, long available, long safety, long threshold) {
        return new StockLevel(sku, available, 0, safety, threshold, version, NOW);
    }

    /** As an operator's command makes it where 10 units are available. */
    private static StockDelta delta(Sku sku, long version, long change, long reservedChange, long entries) {
        return new StockDelta(level(sku, version, 10, 0), change, reservedChange, entries, null);
    }

    private static void assertRefused(Form form, StockDelta... deltas) {
        assertThatThrownBy(() -> write(form, deltas))
                .satisfies(failure -> assertThat(Fault.of(failure)).isEqualTo(Fault.BUG))
                .hasStackTraceContaining("changed " + (deltas.length - 1) + " of " + deltas.length + " locked stocks");
    }

    private static void write(Form form, StockDelta... deltas) {
        write(form, rows(List.of(), List.of(deltas), List.of()));
    }

    private static void write(Form form, Rows rows) {
        SqlObjects.on(form.database.dataSource()).useTransaction(handle -> form.dialect.write(handle, rows, true));
    }

    private static String stock(Form form, Sku sku) {
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            Stock stock = inventory.stock(sku);
            return stock.available() + " available, " + stock.reserved() + " reserved, version " + stock.version();
        }
    }
}
