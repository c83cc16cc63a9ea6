package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Confirm;
import io.inventory.ExpirySignal;
import io.inventory.Extend;
import io.inventory.GetOrder;
import io.inventory.ListSignals;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Overdue reservations come back by themselves, once each, whoever else speaks to them. */
@Timeout(120)
@ExpectedLog(Failures.class)
class ReservationExpiryTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    /** How many reservations race their expiry; 10,000 for the full test. */
    private static final int RESERVATIONS = Integer.getInteger("inventory.test.reservations", 600);

    private static final ExpiryLimits QUICK = new ExpiryLimits(Duration.ofMillis(10), 20, 100_000);

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachOrderEndsOnceWhileThreeSweepAndOthersConfirmExtendAndCancel(StoreForm form) {
        List<JdbiInventory> inventories = List.of(form.open(), form.open(), form.open());
        long begin = inventories.get(0).signals(ListSignals.OLDEST).newest();
        inventories.get(0).create(sku, RESERVATIONS, names.request());
        for (JdbiInventory inventory : inventories) ReservationExpiry.start(inventory, QUICK);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < RESERVATIONS; i++) {
            JdbiInventory inventory = inventories.get(i % 3);
            OrderId order = names.order("" + i);
            CompletableFuture<?> reserved =
                    inventory.submit(new Reserve(order, List.of(new OrderLine(sku, 1)), Duration.ofSeconds(1)));
            int share = i % 10;
            calls.add(reserved.thenComposeAsync(
                    ignored -> speakTo(inventory, order, share),
                    CompletableFuture.delayedExecutor(900 + i % 200, TimeUnit.MILLISECONDS)));
        }
        calls.forEach(CompletableFuture::join);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> inventories.get(0).stock(sku).reserved() == 0);
        int sold = 0;
        Set<OrderId> expired = new HashSet<>();
        for (int i = 0; i < RESERVATIONS; i++) {
            OrderStatus status = inventories
                    .get(0)
                    .execute(new GetOrder(names.order("" + i)))
                    .status();
            assertThat(status).isIn(OrderStatus.DEDUCTED, OrderStatus.ROLLED_BACK, OrderStatus.EXPIRED);
            if (status == OrderStatus.DEDUCTED) sold++;
            if (status == OrderStatus.EXPIRED) expired.add(names.order("" + i));
        }
        assertThat(expired).as("expired orders").hasSizeGreaterThan(RESERVATIONS / 5);
        assertThat(told(inventories.get(0), begin)).doesNotHaveDuplicates().hasSameElementsAs(expired);
        assertThat(inventories.get(0).stock(sku).available()).isEqualTo(RESERVATIONS - sold);
        LedgerProof.assertProves(inventories.get(0), List.of(sku));
        inventories.forEach(JdbiInventory::close);
        assertThat(rows(form)).as("rows of reservations").isZero();
    }

    /** The orders whose expiry was told. */
    private static List<OrderId> told(JdbiInventory inventory, long begin) {
        List<OrderId> orders = new ArrayList<>();
        for (SignalPage page = inventory.signals(begin); !page.entries().isEmpty(); ) {
            long last = begin;
            for (SignalEntry entry : page.entries()) {
                last = entry.position();
                if (entry.signal() instanceof ExpirySignal expiry) orders.add(expiry.orderId());
            }
            page = inventory.signals(last);
        }
        return orders;
    }

    private static CompletableFuture<?> speakTo(JdbiInventory inventory, OrderId order, int share) {
        if (share < 3) return inventory.submit(new Confirm(order));
        if (share < 5) return inventory.submit(new Rollback(order));
        if (share < 6) return inventory.submit(new Extend(order, Duration.ofSeconds(1)));
        return CompletableFuture.completedFuture(null);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void rowsThatCannotBeReadHoldUpNoOther(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            for (String label : List.of("broken", "foreign", "good"))
                inventory.execute(
                        new Reserve(names.order(label), List.of(new OrderLine(sku, 1)), Duration.ofSeconds(1)));
            form.sql(
                    "update inventory_orders set lines = '?', expires_at = created_at where order_id = ?",
                    names.order("broken").value());
            form.sql(
                    "update inventory_orders set order_id = ?, expires_at = created_at where order_id = ?",
                    " " + names.prefix(),
                    names.order("foreign").value());
            ReservationExpiry expiry =
                    ReservationExpiry.start(inventory, new ExpiryLimits(Duration.ofMillis(10), 1, 1_000));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            inventory.execute(new GetOrder(names.order("good"))).status() == OrderStatus.EXPIRED);
            expiry.close();
        } finally {
            form.sql("delete from inventory_orders where status = 'RESERVED'");
            form.sql("delete from inventory_reservations");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void itEndsWithItsInventory(StoreForm form) {
        JdbiInventory inventory = form.open();
        ReservationExpiry expiry = ReservationExpiry.start(inventory, QUICK);
        inventory.close();
        expiry.close();
        assertThatThrownBy(() -> ReservationExpiry.start(inventory)).isInstanceOf(UnavailableException.class);
    }

    private static int rows(StoreForm form) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.select("select count(*) from inventory_reservations")
                        .mapTo(Integer.class)
                        .one());
    }
}
