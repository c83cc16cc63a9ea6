package io.inventory.jdbi;

import static io.inventory.jdbi.Bystanders.assertInternal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetOrder;
import io.inventory.InternalErrorException;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows that this version can't read, as a newer one writes them during a rolling upgrade: whoever needs one gets an error
 * that names it, and everybody else an answer.
 */
@Timeout(60)
@ExpectedLog(Failures.class)
class UnreadableRowTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    /** What may be in a column of an order's row, and what is said of it. */
    private static final Map<String, List<String>> UNREADABLE = Map.of(
            "status",
            List.of("ON_HOLD", "has status 'ON_HOLD', which this version does not know"),
            "origin",
            List.of("LEASE", "has origin 'LEASE', which this version does not know"),
            "lines",
            List.of("[[\"A\",1,0,[2],{}]]", "has lines that this version cannot read"),
            "rollbacks",
            List.of(
                    "[[\"r\",\"RECALLED\",\"DEDUCTED\",\"2026-01-01T00:00:00Z\",[[\"A\",1]]]]",
                    "has a rollback with reason 'RECALLED', which this version does not know"),
            "rejection",
            List.of(
                    "{\"reason\":\"ON_STRIKE\",\"skus\":[]}",
                    "has a rejection with reason 'ON_STRIKE', which this version does not know"));

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final OrderId bad = names.order("bad");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anOrderThatCannotBeReadFailsItsOwnCommandsOnly(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 1_000_000, names.request());
            inventory.deduct(bad, lines(1));
            UNREADABLE.forEach((column, value) -> {
                String before = column(form, column);
                set(form, column, value.get(0));
                new Bystanders(inventory, names, sku)
                        .assertOnlyTheseFail(
                                List.of(
                                        new Deduct(bad, lines(1)),
                                        new Reserve(bad, lines(1), Duration.ofMinutes(1)),
                                        new Rollback(bad),
                                        new Confirm(bad),
                                        new Deduct(bad, lines(2))),
                                column,
                                "order " + bad + " " + value.get(1));
                set(form, column, before);
            });
            assertThat(inventory.order(bad).status()).isEqualTo(OrderStatus.DEDUCTED);
            assertThat(inventory.stock(sku).available()).isEqualTo(1_000_000 - 1 - 5 * Bystanders.COUNT);
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anOrderThatCannotBeReadFailsItsOwnReadersOnly(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            inventory.deduct(bad, lines(1));
            inventory.deduct(names.order("good"), lines(1));
            set(form, "status", "ON_HOLD");
            List<CompletableFuture<?>> failing = new ArrayList<>();
            List<CompletableFuture<?>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                others.add(inventory.submit(new GetOrder(names.order("good"))));
                if (i % 20 == 10) failing.add(inventory.submit(new GetOrder(bad)));
            }
            failing.add(inventory.submit(new ListOrderLedger(bad, 10, Optional.empty())));

            others.forEach(CompletableFuture::join);
            String message = "order " + bad + " has status 'ON_HOLD', which this version does not know";
            assertThat(failing).allSatisfy(answer -> assertInternal(answer, message));
            assertThatThrownBy(() -> inventory.order(bad))
                    .isInstanceOfSatisfying(
                            InternalErrorException.class,
                            failure -> assertThat(failure.ids()).isEqualTo(Map.of("order_id", bad.value())))
                    .hasMessage(message);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void inACallersTransactionTooTheOthersAreCarriedOut(StoreForm form) throws SQLException {
        try (JdbiInventory inventory = form.open();
                Connection connection = form.database().dataSource().getConnection()) {
            inventory.create(sku, 10, names.request());
            inventory.deduct(bad, lines(1));
            set(form, "status", "ON_HOLD");
            connection.setAutoCommit(false);
            List<Command<?>> commands = List.of(
                    new Deduct(names.order("1"), lines(1)), new Rollback(bad), new Deduct(names.order("2"), lines(1)));

            List<CommandResult<?>> results = inventory.within(connection).executeAll(commands);

            connection.commit();
            assertThat(results.get(0).outcome()).isEqualTo(new Deducted(names.order("1"), false));
            assertThatThrownBy(results.get(1)::outcome)
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("ON_HOLD");
            assertThat(results.get(2).outcome()).isEqualTo(new Deducted(names.order("2"), false));
            assertThat(inventory.stock(sku).available()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aPageWithALedgerEntryThatCannotBeReadFailsAndNamesIt(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            inventory.deduct(names.order("1"), lines(1));
            inventory.deduct(names.order("2"), lines(1));
            form.sql("update inventory_logs set reason = 'donated' where sku_id = ? and version = 2", sku.value());

            String message = "ledger entry 2 of SKU " + sku + " has reason 'donated', which this version does not know";
            assertInternal(inventory.submit(new ListSkuLedger(sku, 10, Optional.empty())), message);
            assertInternal(inventory.submit(new ListOrderLedger(names.order("1"), 10, Optional.empty())), message);
            assertThat(inventory
                            .execute(new ListOrderLedger(names.order("2"), 10, Optional.empty()))
                            .items())
                    .hasSize(1);
            assertThat(inventory.deduct(names.order("3"), lines(1))).isEqualTo(new Deducted(names.order("3"), false));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aPageOfStocksWithASkuThatIsNoneFailsAndNamesIt(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            form.sql("update inventory_stocks set sku_id = ' x' where sku_id = ?", sku.value());
            try {
                assertInternal(
                        inventory.submit(new ListStocks(1_000, Optional.empty())),
                        "a stock has a sku_id ' x' that this version cannot read");
            } finally {
                form.sql("update inventory_stocks set sku_id = ? where sku_id = ' x'", sku.value());
            }
            assertThat(inventory
                            .execute(new ListStocks(1_000, Optional.empty()))
                            .items())
                    .isNotEmpty();
        }
    }

    private void set(StoreForm form, String column, @Nullable String value) {
        assertThat(form.sql("update inventory_orders set " + column + " = ? where order_id = ?", value, bad.value()))
                .as("rows changed")
                .isOne();
    }

    private @Nullable String column(StoreForm form, String column) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.createQuery(
                                "select " + column + " from inventory_orders where order_id = :order")
                        .bind("order", bad.value())
                        .mapTo(String.class)
                        .findOne()
                        .orElse(null));
    }

    private List<OrderLine> lines(long quantity) {
        return List.of(new OrderLine(sku, quantity));
    }
}
