package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.OrderCompaction;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.thread.LibraryThread;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders that were closed long ago are compacted by themselves, beside orders, and nothing else is. */
@Timeout(120)
@ExpectedLog({Failures.class, OrderRetention.class})
class OrderRetentionTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    /** More than are looked at in a statement, most of them closed: more than are compacted in a transaction. */
    private static final int ORDERS = 1_500;

    private static final String LONG_AGO = "update inventory_orders set closed_at = closed_at - interval '2' hour"
            + " where closed_at is not null and order_id like ?";

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2);
    }

    private OrderId order(String label) {
        return names.order(label);
    }

    private List<OrderLine> units(long units) {
        return List.of(new OrderLine(sku, units));
    }

    private void makeOld(StoreForm form) {
        form.sql(LONG_AGO, names.prefix() + "%");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void closedOrdersAreCompactedByTwoProcessesWhileOthersGoOn(StoreForm form) {
        try (JdbiInventory first = form.open();
                JdbiInventory second = form.open()) {
            first.create(sku, ORDERS, names.request());
            List<CompletableFuture<?>> made = new ArrayList<>();
            for (int i = 0; i < ORDERS; i++) made.add(first.submit(deduct(order("old " + i))));
            made.forEach(CompletableFuture::join);
            for (int i = 1; i < ORDERS; i++) made.add(first.submit(rollback(order("old " + i))));
            made.forEach(CompletableFuture::join);
            makeOld(form);
            first.deduct(order("new"), units(1));
            first.rollback(order("new"));
            Order sold = first.order(order("old 0"));
            for (JdbiInventory inventory : List.of(first, second))
                OrderRetention.start(inventory, OrderRetention.RETAINED_MIN);
            int others = 0;
            while (compacted(form) < ORDERS - 1) {
                second.deduct(order("other " + others), units(1));
                second.rollback(order("other " + others++));
            }
            assertThat(compacted(form)).isEqualTo(ORDERS - 1);
            assertThat(first.order(order("old 0"))).isEqualTo(sold);
            assertThat(first.order(order("new")).compacted()).isFalse();
            assertThat(first.deduct(order("old 1"), units(1)))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.rejection().reason().name())
                                    .isEqualTo("ORDER_CLOSED"));
            assertThat(first.rollback(order("old 0"))).isInstanceOf(RolledBack.class);
            assertThat(first.stock(sku).available()).isEqualTo(ORDERS);
            LedgerProof.assertProves(first, List.of(sku));
        }
    }

    private Deduct deduct(OrderId order) {
        return new Deduct(order, units(1));
    }

    private static Rollback rollback(OrderId order) {
        return new Rollback(order);
    }

    private int compacted(StoreForm form) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.select(
                                "select count(*) from inventory_orders where lines like '{%' and order_id like ?",
                                names.prefix() + "%")
                        .mapTo(Integer.class)
                        .one());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void rowsThatCannotBeReadHoldUpNoOther(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            for (String label : List.of("broken", "contradictory", "foreign", "good")) {
                inventory.deduct(order(label), units(1));
                inventory.rollback(order(label));
            }
            makeOld(form);
            form.sql(
                    "update inventory_orders set lines = '[?' where order_id = ?",
                    order("broken").value());
            form.sql(
                    "update inventory_orders set lines = ? where order_id = ?",
                    "[[\"" + sku + "\",1,0,[2]]]",
                    order("contradictory").value());
            form.sql(
                    "update inventory_orders set order_id = ? where order_id = ?",
                    " " + names.prefix(),
                    order("foreign").value());
            OrderRetention.start(inventory, OrderRetention.RETAINED_MIN);
            await().until(() -> inventory.order(order("good")).compacted());
            assertThat(inventory.order(order("contradictory")).compacted())
                    .as("evidence of damage is kept")
                    .isFalse();
        } finally {
            form.sql("delete from inventory_orders where lines = '[?' or order_id = ?", " " + names.prefix());
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whileAnotherProcessIsAtItThisOneIsNotUntilThatHasDied(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            closedOrder(inventory, form);
            String until = form.database() == H2 ? "dateadd('second', 3, now())" : "now() + interval '3 seconds'";
            form.sql("delete from inventory_leases where name = 'reader:retain-orders'");
            form.sql("insert into inventory_leases (name, holder, expires_at, position)"
                    + " values ('reader:retain-orders', 'dead', " + until + ", 0)");
            Instant begin = Instant.now();
            OrderRetention.start(inventory, OrderRetention.RETAINED_MIN);
            await().until(() -> inventory.order(order("closed")).compacted());
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    private void closedOrder(JdbiInventory inventory, StoreForm form) {
        inventory.create(sku, 10, names.request());
        inventory.deduct(order("closed"), units(4));
        inventory.rollback(order("closed"));
        makeOld(form);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void itEndsWithItsInventory(StoreForm form) {
        JdbiInventory inventory = form.open();
        OrderRetention retention = OrderRetention.start(inventory, OrderRetention.RETAINED_MAX);
        inventory.close();
        retention.close();
        assertThatThrownBy(() -> OrderRetention.start(inventory, OrderRetention.RETAINED_MAX))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void whatItKeepsIsLimited() {
        try (JdbiInventory inventory = JdbiInventory.on(H2.dataSource())) {
            for (Duration wrong :
                    List.of(OrderRetention.RETAINED_MIN.minusMillis(1), OrderRetention.RETAINED_MAX.plusMillis(1)))
                assertThatThrownBy(() -> OrderRetention.start(inventory, wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("1 minute to 3650 days");
        }
    }

    /** On connections of the caller's a look is a transaction of its own. */
    @Test
    void nothingIsDoneWhileItRests() {
        StoreForm form = forms().findFirst().orElseThrow();
        try (JdbiInventory inventory = JdbiInventory.on(POSTGRESQL.dataSource())) {
            closedOrder(inventory, form);
            List<Boolean> asked = new ArrayList<>();
            try (OrderRetention resting = OrderRetention.start(inventory, OrderRetention.RETAINED_MIN, () -> {
                asked.add(true);
                return true;
            })) {
                assertThat(resting).isNotNull();
                await().until(() -> asked.size() > 1);
            }
            assertThat(inventory.order(order("closed")).compacted()).isFalse();
            OrderRetention.start(inventory, OrderRetention.RETAINED_MIN);
            await().until(() -> inventory.order(order("closed")).compacted());
        }
    }

    /** As when somebody restores a row by hand. */
    @Test
    void anOrderThatIsChangedMeanwhileIsLeftAsItIs() throws Exception {
        StoreForm form = forms().findFirst().orElseThrow();
        try (JdbiInventory inventory = form.open();
                Connection connection = POSTGRESQL.dataSource().getConnection()) {
            closedOrder(inventory, form);
            connection.setAutoCommit(false);
            String change = "update inventory_orders set status = 'DEDUCTED', updated_at = now() where order_id = '"
                    + order("closed").value() + "'";
            connection.createStatement().execute(change);
            CompletableFuture<Boolean> compaction = LibraryThread.start(() -> {
                POSTGRESQL.compactOrders(Clock.systemUTC());
                return true;
            });
            await().until(() -> SqlObjects.on(POSTGRESQL.dataSource())
                    .withHandle(handle -> handle.select("select count(*) from pg_stat_activity"
                                            + " where wait_event_type = 'Lock' and datname = current_database()")
                                    .mapTo(Integer.class)
                                    .one()
                            > 0));
            connection.commit();
            compaction.get(20, TimeUnit.SECONDS);

            assertThat(inventory.order(order("closed")).status()).isEqualTo(OrderStatus.DEDUCTED);
            assertThat(inventory.order(order("closed")).compacted()).isFalse();
        }
    }

    @Test
    void aFailureIsCountedAndHoldsUpNoOrder() {
        StoreForm form = forms().findFirst().orElseThrow();
        MeterRegistry registry = new SimpleMeterRegistry();
        form.sql("create function refuse() returns trigger language plpgsql as"
                + " $$ begin raise exception 'no right' using errcode = '42501'; end $$");
        form.sql("create trigger refuse before update on inventory_orders for each row"
                + " when (new.lines like '{%') execute function refuse()");
        try (JdbiInventory inventory =
                JdbiInventory.builder(POSTGRESQL.pool()).meterRegistry(registry).build()) {
            closedOrder(inventory, form);
            OrderRetention.start(inventory, OrderRetention.RETAINED_MIN);
            await().until(() ->
                    registry.get("inventory.retention.failures").counter().count() > 0);
            assertThat(registry.get("inventory.retention.rows").counter().count())
                    .isZero();
            inventory.deduct(order("other"), units(1));
            assertThat(inventory.order(order("closed")).compacted()).isFalse();
            form.sql("drop trigger refuse on inventory_orders");
            await().until(() ->
                    registry.get("inventory.retention.rows").counter().count() > 0);
            await().until(() ->
                    registry.get("inventory.retention.age").timeGauge().value(TimeUnit.SECONDS) < 20);
        } finally {
            form.sql("drop trigger if exists refuse on inventory_orders");
            form.sql("drop function refuse");
        }
    }

    /** A version without this answers INTERNAL, and nothing wrong: it can't read the lines. */
    @Test
    void aRowWhoseFingerprintsAreOfOtherRollbacksIsNotGuessedAt() {
        StoreForm form = forms().findFirst().orElseThrow();
        try (JdbiInventory inventory = form.open()) {
            closedOrder(inventory, form);
            form.sql(
                    "update inventory_orders set lines = '{\"compacted\":\"x\",\"rollbacks\":[]}' where order_id = ?",
                    order("closed").value());
            assertThatThrownBy(() -> inventory.rollback(order("closed")))
                    .isInstanceOfSatisfying(
                            InventoryException.class,
                            e -> assertThat(e.reason()).isEqualTo(ErrorReason.INTERNAL))
                    .hasMessageContaining("fingerprints");
        } finally {
            form.sql("delete from inventory_orders where lines like '%\"x\"%'");
        }
    }

    @Test
    void aPageEndsBeforeALargeOrder() {
        StoreForm form = forms().findFirst().orElseThrow();
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            for (int i = 0; i < 3; i++) {
                inventory.deduct(order("" + i), units(1));
                inventory.rollback(order("" + i));
            }
            form.sql(
                    "update inventory_orders set lines = '[[\"' || ? || '\",1,1,[' || repeat('1,', 600000) || '1]]]'"
                            + " where order_id like ?",
                    sku.value(),
                    names.prefix() + "%");
            OrderCompaction compaction = new OrderCompaction(Dialect.arrays());
            String last = SqlObjects.on(POSTGRESQL.dataSource())
                    .withHandle(handle -> compaction.next(handle, names.prefix(), Instant.now()))
                    .last();
            assertThat(last).isEqualTo(order("0").value());
        }
    }
}
