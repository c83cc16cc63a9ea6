package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Confirm;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.InternalErrorException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that contradict each other, because they were restored from different moments: whoever needs the rows concerned
 * gets an error that names the SKU, and everybody else an answer.
 */
@Timeout(60)
@ExpectedLog(Failures.class)
class PartialRestoreTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final Sku broken = names.sku("B");
    private final List<OrderLine> both = List.of(new OrderLine(sku, 1), new OrderLine(broken, 1));
    private final OrderId recorded = names.order("recorded");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2);
    }

    private JdbiInventory open(StoreForm form) {
        JdbiInventory inventory = form.open();
        inventory.create(sku, 1_000, names.request());
        inventory.create(broken, 1_000, names.request());
        return inventory;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aLedgerAheadOfItsStockFailsTheCommandsThatMoveThatStockOnly(StoreForm form) {
        try (JdbiInventory inventory = open(form)) {
            inventory.deduct(recorded, both);
            inventory.deduct(names.order("late"), both);
            form.sql("update inventory_stocks set version = 2, available_stock = 999 where sku_id = ?", broken.value());

            new Bystanders(inventory, names, sku)
                    .assertOnlyTheseFail(
                            List.of(
                                    new Deduct(names.order("new"), both),
                                    new Rollback(recorded),
                                    new Rollback(names.order("late")),
                                    new Reserve(names.order("held"), both, Duration.ofMinutes(1))),
                            "o",
                            "SKU " + broken + " has a ledger entry of version 3, but its stock is at version 2");

            assertThat(inventory.deduct(recorded, both))
                    .as("a recorded answer moves nothing")
                    .isEqualTo(new Deducted(recorded, true));
            assertThat(inventory.stock(sku).available()).isEqualTo(1_000 - 2 - Bystanders.COUNT);
            assertThat(inventory.stock(broken).available()).isEqualTo(999);
            form.sql("update inventory_stocks set version = 3, available_stock = 998 where sku_id = ?", broken.value());
            assertThat(inventory.deduct(names.order("new"), both))
                    .as("once it is repaired")
                    .isEqualTo(new Deducted(names.order("new"), false));
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aCallersTransactionIsToldOfALedgerAheadWhenItIsRunAgain(StoreForm form) throws SQLException {
        try (JdbiInventory inventory = open(form);
                Connection connection = form.database().dataSource().getConnection()) {
            inventory.deduct(recorded, both);
            form.sql(
                    "update inventory_stocks set version = 1, available_stock = 1000 where sku_id = ?", broken.value());
            connection.setAutoCommit(false);
            Deduct deduct = new Deduct(names.order("1"), both);

            assertThatThrownBy(() -> inventory.within(connection).execute(deduct))
                    .as("it may be a concurrent insert")
                    .isInstanceOf(UnavailableException.class);
            connection.rollback();
            assertThatThrownBy(() -> inventory.within(connection).execute(deduct))
                    .isInstanceOfSatisfying(
                            InternalErrorException.class,
                            failure -> assertThat(failure.ids()).isEqualTo(Map.of("sku_id", broken.value())))
                    .hasMessageContaining("SKU " + broken + " has a ledger entry of version 2");
            connection.rollback();
            form.sql("update inventory_stocks set version = 2, available_stock = 999 where sku_id = ?", broken.value());
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }

    /** Stock and ledger are of a moment before the SKU was sold out, and came back, for the first time. */
    @ParameterizedTest
    @MethodSource("forms")
    void signalsAheadOfTheirStockFailTheCommandsThatWouldTellThemOnly(StoreForm form) {
        try (JdbiInventory inventory = open(form)) {
            OrderLine all = new OrderLine(broken, 1_000);
            inventory.deduct(recorded, List.of(all));
            inventory.rollback(recorded);
            form.sql("delete from inventory_logs where sku_id = ? and version > 1", broken.value());
            form.sql("delete from inventory_orders where order_id = ?", recorded.value());
            form.sql("update inventory_stocks set version = 1 where sku_id = ?", broken.value());

            new Bystanders(inventory, names, sku)
                    .assertOnlyTheseFail(
                            List.of(
                                    new Deduct(names.order("new"), List.of(all, new OrderLine(sku, 1))),
                                    new Reserve(names.order("held"), List.of(all), Duration.ofMinutes(1))),
                            "o",
                            "SKU " + broken + " has a signal of version 3, but its stock is at version 1:"
                                    + " restore all tables from one moment, or delete its rows after that version"
                                    + " from inventory_signals");
            assertThat(inventory.deduct(names.order("some"), both))
                    .as("it tells nothing")
                    .isEqualTo(new Deducted(names.order("some"), false));

            form.sql("delete from inventory_signals where sku_id = ? and version > 2", broken.value());
            assertThat(inventory.deduct(names.order("rest"), List.of(new OrderLine(broken, 999))))
                    .as("once it is repaired")
                    .isEqualTo(new Deducted(names.order("rest"), false));
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aLostStockFailsTheCommandsThatNeedItOnly(StoreForm form) {
        try (JdbiInventory inventory = open(form)) {
            inventory.deduct(recorded, both);
            assertThat(form.sql("delete from inventory_stocks where sku_id = ?", broken.value()))
                    .isOne();

            Bystanders bystanders = new Bystanders(inventory, names, sku);
            bystanders.assertOnlyTheseFail(
                    List.of(new Rollback(recorded)),
                    "o",
                    "an order holds units of SKU " + broken + ", which has no stock");
            bystanders.assertOnlyTheseFail(
                    List.of(new CreateStock(broken, 5, names.request())),
                    "p",
                    "SKU " + broken + " has a ledger entry of version 1, but its stock is at version 0");

            assertThat(inventory.stock(sku).available()).isEqualTo(1_000 - 1 - 2 * Bystanders.COUNT);
            form.sql("delete from inventory_logs where sku_id = ?", broken.value());
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aStockThatHasLessThanAnOrderHoldsFailsThatOrderOnly(StoreForm form) {
        try (JdbiInventory inventory = open(form)) {
            inventory.reserve(recorded, List.of(new OrderLine(broken, 5)));
            form.sql("update inventory_stocks set reserved_stock = 4 where sku_id = ?", broken.value());

            new Bystanders(inventory, names, sku)
                    .assertOnlyTheseFail(
                            List.of(new Rollback(recorded), new Confirm(recorded)),
                            "o",
                            "the stock of SKU " + broken + " has less than its orders hold");

            form.sql("update inventory_stocks set reserved_stock = 5 where sku_id = ?", broken.value());
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }
}
