package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetOrder;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Reserve;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.MutableClock;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.RecordedLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders that are short get the units of overdue reservations, whatever else the rows say that lead to these. */
@Timeout(60)
@ExpectedLog(Failures.class)
class ExpiryOnDemandTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    private static final int LINES = 400;
    private static final int RESERVATIONS = 8;

    private final Names names = new Names();
    private final MutableClock clock = new MutableClock();
    private final Sku sku = names.sku("A");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2).filter(StoreForm::groupCommit);
    }

    /** As a process of the version before leaves it, which rolled back a part and knows nothing of the row. */
    @ParameterizedTest
    @MethodSource("forms")
    void aRowWithMoreUnitsThanItsOrderHoldsHidesNoOther(StoreForm form) {
        try (JdbiInventory inventory = form.open(clock)) {
            reserveTwice(inventory);
            inventory.rollback(names.order("1"), List.of(new OrderLine(sku, 4)), new RollbackId("r"));
            inventory.deduct(names.order("other"), List.of(new OrderLine(sku, 4)));
            form.sql(
                    "update inventory_reservations set quantity = 5 where order_id = ?",
                    names.order("1").value());
            clock.advance(Duration.ofMinutes(10));
            assertThat(deduct(inventory, "3", 5)).isInstanceOf(Deducted.class);
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    /** What a caller's transaction has locked stays locked while it looks for more. */
    @ParameterizedTest
    @MethodSource("forms")
    void alsoInATransactionOfTheCallers(StoreForm form) throws SQLException {
        try (JdbiInventory inventory = form.open(clock);
                Connection connection = form.database().dataSource().getConnection()) {
            reserveTwice(inventory);
            form.sql(
                    "update inventory_reservations set quantity = 50 where order_id = ?",
                    names.order("1").value());
            clock.advance(Duration.ofMinutes(10));
            connection.setAutoCommit(false);
            assertThat(inventory
                            .within(connection)
                            .execute(new Deduct(names.order("3"), List.of(new OrderLine(sku, 10)))))
                    .isInstanceOf(Deducted.class);
            connection.commit();
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theRowOfAnOrderThatCannotBeReadStaysAndHidesNoOther(StoreForm form) {
        try (JdbiInventory inventory = form.open(clock)) {
            reserveTwice(inventory);
            form.sql(
                    "update inventory_orders set lines = '?' where order_id = ?",
                    names.order("1").value());
            clock.advance(Duration.ofMinutes(10));
            assertThat(deduct(inventory, "3", 5)).isInstanceOf(Deducted.class);
            assertThat(rows(form)).as("rows of reservations").isEqualTo(1);
        } finally {
            form.sql("delete from inventory_orders where lines = '?'");
        }
    }

    /** It is named in the log once, and the others expire. */
    @ParameterizedTest
    @MethodSource("forms")
    void aRowWhoseOrderIdBreaksTheRulesHidesNoOther(StoreForm form) {
        String malformed = " a " + sku.value();
        try (JdbiInventory inventory = form.open(clock);
                RecordedLog log = new RecordedLog(Failures.class)) {
            reserveTwice(inventory);
            SqlObjects.on(form.database().dataSource())
                    .useHandle(handle -> handle.execute(
                            "insert into inventory_reservations (sku_id, order_id, quantity, expires_at) values (?, ?, 1, ?)",
                            sku.value(),
                            malformed,
                            clock.instant().minusSeconds(60)));
            clock.advance(Duration.ofMinutes(10));
            assertThat(deduct(inventory, "3", 5)).isInstanceOf(Deducted.class);
            assertThat(deduct(inventory, "4", 5)).isInstanceOf(Deducted.class);
            assertThat(deduct(inventory, "5", 1)).isInstanceOf(Rejected.class);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(malformed))
                    .singleElement()
                    .asString()
                    .contains("an overdue reservation");
        } finally {
            form.sql("delete from inventory_reservations where order_id = ?", malformed);
        }
    }

    /** So many that they are deleted by several orders, of which the first one gets its units already. */
    @ParameterizedTest
    @MethodSource("forms")
    void manyRowsOfOrdersThatHoldNothingHideNoOther(StoreForm form) {
        try (JdbiInventory inventory = form.open(clock)) {
            inventory.create(sku, 5, names.request());
            inventory.execute(new Reserve(names.order("1"), List.of(new OrderLine(sku, 5)), Duration.ofMinutes(1)));
            insertRows(form, 12_000);
            clock.advance(Duration.ofMinutes(10));
            assertThat(deduct(inventory, "2", 5)).isInstanceOf(Deducted.class);
            assertThat(rows(form)).as("rows that are left for the next orders").isEqualTo(10_000);
        } finally {
            form.sql("delete from inventory_reservations where sku_id = ?", sku.value());
        }
    }

    /** As a process of the version before leaves them, which closed the orders. */
    @ParameterizedTest
    @MethodSource("forms")
    void rowsOfOrdersThatHoldNothingHideNoOther(StoreForm form) {
        try (JdbiInventory inventory = form.open(clock)) {
            inventory.create(sku, 5, names.request());
            inventory.execute(new Reserve(names.order("1"), List.of(new OrderLine(sku, 5)), Duration.ofMinutes(1)));
            insertRows(form, 2_500);
            clock.advance(Duration.ofMinutes(10));
            assertThat(deduct(inventory, "2", 5)).isInstanceOf(Deducted.class);
            assertThat(rows(form)).as("rows that are left for the next order").isEqualTo(500);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anOrderMakesABoundedNumberOfLinesExpire(StoreForm form) {
        try (JdbiInventory inventory = form.open(clock)) {
            List<OrderLine> lines = new ArrayList<>();
            List<CompletableFuture<?>> created = new ArrayList<>();
            for (int i = 0; i < LINES; i++) {
                Sku each = names.sku("%0100d".formatted(i));
                lines.add(new OrderLine(each, 1));
                created.add(inventory.submit(new CreateStock(each, RESERVATIONS, names.request())));
            }
            created.forEach(CompletableFuture::join);
            for (int i = 0; i < RESERVATIONS; i++)
                inventory.execute(new Reserve(names.order("r" + i), lines, Duration.ofMinutes(1 + i)));
            clock.advance(Duration.ofMinutes(60));
            Sku first = lines.get(0).sku();

            assertThat(inventory.deduct(names.order("all"), List.of(new OrderLine(first, RESERVATIONS))))
                    .isInstanceOf(Rejected.class);
            assertThat(expired(inventory))
                    .as("expired for an order that needs all")
                    .isEqualTo(2);
            assertThat(inventory.deduct(names.order("next"), List.of(new OrderLine(first, 4))))
                    .isInstanceOf(Deducted.class);
            assertThat(expired(inventory)).as("expired for the next order").isEqualTo(4);
        }
    }

    private void reserveTwice(JdbiInventory inventory) {
        inventory.create(sku, 10, names.request());
        for (int i = 1; i <= 2; i++)
            inventory.execute(new Reserve(names.order("" + i), List.of(new OrderLine(sku, 5)), Duration.ofMinutes(i)));
    }

    private DeductOutcome deduct(JdbiInventory inventory, String order, long units) {
        return inventory.deduct(names.order(order), List.of(new OrderLine(sku, units)));
    }

    private long expired(JdbiInventory inventory) {
        return IntStream.range(0, RESERVATIONS)
                .mapToObj(i -> inventory.execute(new GetOrder(names.order("r" + i))))
                .filter(order -> order.status() == OrderStatus.EXPIRED)
                .count();
    }

    private void insertRows(StoreForm form, int count) {
        SqlObjects.on(form.database().dataSource()).useTransaction(handle -> {
            PreparedBatch batch = handle.prepareBatch(
                    "insert into inventory_reservations (sku_id, order_id, quantity, expires_at) values (?, ?, 1, ?)");
            for (int i = 0; i < count; i++) {
                OrderId gone = names.order("gone-" + i);
                batch.add(sku.value(), gone.value(), clock.instant().minusSeconds(60));
            }
            batch.execute();
        });
    }

    private int rows(StoreForm form) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.select(
                                "select count(*) from inventory_reservations where sku_id = ?", sku.value())
                        .mapTo(Integer.class)
                        .one());
    }
}
