package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.sql.SqlObjects;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New orders are decided from the stock that is known, whatever others do to it meanwhile. */
@Timeout(60)
class KnownStockTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final List<Server> servers = new ArrayList<>();
    private final Server server = new Server();
    private int orders;

    /** An inventory as a process of its own would have it. */
    private final class Server {
        final MeterRegistry registry = new SimpleMeterRegistry();
        final StorePool pool = StorePool.open(DATABASE.patientSettings());
        final JdbiInventory inventory = JdbiInventory.builder(pool)
                .owning(pool)
                .timeLimit(TestDatabase.PATIENCE)
                .meterRegistry(registry)
                .build();

        Server() {
            servers.add(this);
        }

        DeductOutcome deduct(long units) {
            return inventory.deduct(names.order("order-" + orders++), List.of(new OrderLine(sku, units)));
        }

        double held() {
            return fromKnown("held");
        }

        double mistaken() {
            return fromKnown("mistaken");
        }

        private double fromKnown(String result) {
            return registry.get("inventory.commands.known.stock")
                    .tags("queue", "commands", "result", result)
                    .counter()
                    .count();
        }
    }

    @AfterEach
    void close() {
        servers.forEach(each -> each.inventory.close());
    }

    private void create(long units) {
        server.inventory.create(sku, units, names.request());
    }

    private int sql(String sql, Object... arguments) {
        return SqlObjects.on(DATABASE.dataSource()).withHandle(handle -> handle.execute(sql, arguments));
    }

    private static void assertShort(DeductOutcome outcome, long available) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.rejection())
                                .isInstanceOfSatisfying(
                                        Rejection.InsufficientStock.class,
                                        shortage -> assertThat(shortage.shortages())
                                                .extracting(Shortage::available)
                                                .containsExactly(available)));
    }

    @Test
    void salesAndRefusalsOfAKnownStockNeedNoLock() {
        create(3);
        for (int i = 0; i < 3; i++) assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        for (int i = 0; i < 3; i++) assertShort(server.deduct(1), 0);
        assertThat(server.held()).isEqualTo(6);
        assertThat(server.mistaken()).isZero();
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** It takes the way with locks, which finds the stock as this process left it. */
    @Test
    void operatorsAndCancellationsOfThisServerMakeNoStockUnknown() {
        create(10);
        OrderId order = names.order("canceled");
        server.inventory.deduct(order, List.of(new OrderLine(sku, 3)));
        server.inventory.rollback(order);
        assertThat(server.deduct(10)).isInstanceOf(Deducted.class);
        server.inventory.adjust(sku, 2, "found", names.request());
        assertThat(server.deduct(2)).isInstanceOf(Deducted.class);
        server.inventory.setPolicy(sku, 1, 5, names.request());
        assertShort(server.deduct(1), 0);
        assertThat(server.held()).isEqualTo(5);
        assertThat(server.mistaken()).isZero();
    }

    @Test
    void confirmationsAndCancellationsAreDecidedFromKnownStockToo() {
        create(1_000);
        server.deduct(1);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            OrderId order = names.order("mixed-" + i);
            List<OrderLine> lines = List.of(new OrderLine(sku, 2));
            answers.add(server.inventory.submit(new Reserve(order, lines, Duration.ofMinutes(5))));
            if (i % 4 == 1) answers.add(server.inventory.submit(new Confirm(order)));
            if (i % 4 >= 2) answers.add(server.inventory.submit(new Rollback(order)));
            if (i % 4 == 3) answers.add(server.inventory.submit(new Rollback(names.order("never-" + i))));
        }
        answers.forEach(CompletableFuture::join);
        assertThat(server.held()).isGreaterThan(answers.size() * 0.9);
        assertThat(server.mistaken()).isZero();
        assertThat(server.inventory.stock(sku).available()).isEqualTo(799);
        assertThat(server.inventory.stock(sku).reserved()).isEqualTo(100);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** A standby took over that lacks a reservation, and another server has sold as many units since. */
    @Test
    void aStockWithTheSameVersionAndUnitsOfAnotherHistoryIsNotTheSame() {
        create(100);
        OrderId lost = names.order("lost");
        server.inventory.reserve(lost, List.of(new OrderLine(sku, 3)));
        sql("delete from inventory_orders where order_id = ?", lost.value());
        sql("delete from inventory_reservations where order_id = ?", lost.value());
        sql("delete from inventory_logs where sku_id = ? and version = 2", sku.value());
        sql(
                "update inventory_stocks set available_stock = 100, reserved_stock = 0, version = 1 where sku_id = ?",
                sku.value());
        new Server().deduct(3);
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        assertThat(server.mistaken()).isEqualTo(1);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** As on a disk that stalls. */
    @Test
    void aReservationAfterASlowCommitLastsAsLongAsItShould() {
        create(100);
        server.deduct(1);
        sql("create function slow() returns trigger language plpgsql as"
                + " 'begin perform pg_sleep(1.5); return null; end'");
        sql("create constraint trigger slow after insert on inventory_orders deferrable initially deferred"
                + " for each row when (new.order_id like '%slow') execute function slow()");
        server.inventory.deduct(names.order("slow"), List.of(new OrderLine(sku, 1)));
        sql("drop trigger slow on inventory_orders");
        OrderId order = names.order("reserved");
        server.inventory.reserve(order, List.of(new OrderLine(sku, 1)), Duration.ofSeconds(2));
        assertThat(createdAt(order)).isAfter(Instant.now().minusMillis(700));
    }

    @Test
    void whatAnotherServerTookBetweenTwoOrdersIsNotSoldAgain() {
        create(10);
        server.deduct(1);
        assertThat(new Server().deduct(8)).isInstanceOf(Deducted.class);
        assertShort(server.deduct(2), 1);
        assertThat(server.mistaken()).isEqualTo(1);
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    @Test
    void whatAnotherServerTookIsInTheBalancesOfTheLedgerAlsoWhereEnoughIsLeft() {
        create(100);
        server.deduct(1);
        new Server().deduct(10);
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        assertThat(server.mistaken()).isEqualTo(1);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    @Test
    void whatAnotherServerGaveBackIsSoldAndNotRefused() {
        create(1);
        server.deduct(1);
        assertShort(server.deduct(1), 0);
        new Server().inventory.adjust(sku, 5, "found", names.request());
        assertThat(server.deduct(3)).isInstanceOf(Deducted.class);
        assertThat(server.mistaken()).isEqualTo(1);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** One who writes to the table with SQL may leave the version as it is. */
    @Test
    void unitsThatSomebodyChangedByHandAreNoticed() {
        create(10);
        server.deduct(1);
        sql("update inventory_stocks set available_stock = 2 where sku_id = ?", sku.value());
        assertShort(server.deduct(5), 2);
        assertThat(server.mistaken()).isEqualTo(1);
        sql("update inventory_stocks set available_stock = 7, version = version + 1 where sku_id = ?", sku.value());
        assertThat(server.deduct(5)).isInstanceOf(Deducted.class);
        assertThat(server.inventory.stock(sku).available()).isEqualTo(2);
    }

    @Test
    void theLedgerSaysWhatIsThereAfterSomebodyAddedUnitsByHand() {
        create(10);
        server.deduct(1);
        sql("update inventory_stocks set available_stock = 50 where sku_id = ?", sku.value());
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        assertThat(LedgerProof.entries(server.inventory, sku).get(2).availableAfter())
                .isEqualTo(49)
                .isEqualTo(server.inventory.stock(sku).available());
    }

    @Test
    void refusalsEndWhenSomebodyAddsUnitsOrTakesTheSafetyStockAwayByHand() {
        create(1);
        server.deduct(1);
        assertShort(server.deduct(1), 0);
        sql("update inventory_stocks set available_stock = 5, safety_stock = 5 where sku_id = ?", sku.value());
        assertShort(server.deduct(1), 0);
        assertThat(server.inventory.stock(sku).available()).isEqualTo(5);
        sql("update inventory_stocks set safety_stock = 0 where sku_id = ?", sku.value());
        assertThat(server.deduct(5)).isInstanceOf(Deducted.class);
    }

    /** A batch that sells one stock and refuses for another, which has changed, must not be written. */
    @Test
    void aRefusalBesideSalesIsComparedToo() {
        create(100);
        Sku other = names.sku("B");
        server.inventory.create(other, 1, names.request());
        server.inventory.deduct(names.order("B1"), List.of(new OrderLine(other, 1)));
        server.deduct(1);
        new Server().inventory.adjust(other, 5, "found", names.request());
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            answers.add(server.inventory.submit(new Deduct(
                    names.order("mixed-" + i), List.of(new OrderLine(i % 10 == 9 ? other : sku, 1)))));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Deducted.class));
        LedgerProof.assertProves(server.inventory, List.of(sku, other));
    }

    @Test
    void anOldOrderIsAnsweredAsItWasAndIsExpectedFromThenOn() {
        create(10);
        OrderId order = names.order("old");
        server.inventory.deduct(order, List.of(new OrderLine(sku, 1)));
        Server fresh = new Server();
        fresh.deduct(1);
        assertThat(fresh.inventory.deduct(order, List.of(new OrderLine(sku, 1))))
                .isEqualTo(new Deducted(order, true));
        assertThat(fresh.mistaken()).as("its key is there").isEqualTo(1);
        await().until(() ->
                fresh.inventory.deduct(order, List.of(new OrderLine(sku, 1))) instanceof Deducted && fresh.held() > 0);
        assertThat(fresh.mistaken()).isEqualTo(1);
        assertThat(fresh.inventory.stock(sku).available()).isEqualTo(8);
    }

    @Test
    void ordersThatAreSentAgainAreSeenComing() {
        create(100);
        List<OrderId> ids =
                IntStream.range(0, 50).mapToObj(i -> names.order("twice-" + i)).toList();
        for (int round = 0; round < 2; round++) {
            boolean replayed = round == 1;
            List<CompletableFuture<DeductOutcome>> answers = ids.stream()
                    .map(id -> server.inventory.submit(new Deduct(id, List.of(new OrderLine(sku, 1)))))
                    .toList();
            for (int i = 0; i < 50; i++)
                assertThat(answers.get(i).join()).isEqualTo(new Deducted(ids.get(i), replayed));
        }
        assertThat(server.held()).isEqualTo(100);
        assertThat(server.mistaken()).isZero();
        assertThat(server.inventory.stock(sku).available()).isEqualTo(50);
    }

    @Test
    void twoServersOnOneStockDoNotKeepMakingMistakes() {
        create(1_000);
        Server other = new Server();
        for (int i = 0; i < 100; i++) {
            assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
            assertThat(other.deduct(1)).isInstanceOf(Deducted.class);
        }
        assertThat(server.mistaken() + other.mistaken()).isBetween(1.0, 20.0);
        assertThat(server.inventory.stock(sku).available()).isEqualTo(800);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** They meet over new orders and over stocks, in both kinds of batch. */
    @Test
    void batchesWithAndWithoutLocksDoNotWaitForEachOtherInACircle() {
        List<Sku> skus = IntStream.range(0, 4).mapToObj(i -> names.sku("S" + i)).toList();
        for (Sku each : skus) server.inventory.create(each, 1_000_000, names.request());
        StorePool pool = StorePool.open(DATABASE.patientSettings());
        MeterRegistry registry = new SimpleMeterRegistry();
        try (Inventory locking = JdbiInventory.builder(pool)
                .owning(pool)
                .timeLimit(TestDatabase.PATIENCE)
                .knownStocks(0)
                .meterRegistry(registry)
                .build()) {
            for (int round = 0; round < 200; round++) {
                List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Deduct deduct = new Deduct(
                            names.order(round + "-" + i),
                            List.of(new OrderLine(skus.get(i % 4), 1), new OrderLine(skus.get((i + 1) % 4), 1)));
                    answers.add(server.inventory.submit(deduct));
                    answers.add(locking.submit(deduct));
                }
                assertThat(answers)
                        .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Deducted.class));
            }
            assertThat(deadlocks(registry) + deadlocks(server.registry)).isZero();
            LedgerProof.assertProves(locking, skus);
        }
    }

    private static double deadlocks(MeterRegistry registry) {
        return registry.find("inventory.transactions.retried").tag("sqlstate", "40").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** The store's clock is set: a function of that name is found before PostgreSQL's own. */
    @Test
    void theStoresClockIsFollowedWhenItIsSet() {
        sql("create schema jump");
        sql("create table jump.by (hours int); insert into jump.by values (0)");
        sql("create function jump.clock_timestamp() returns timestamptz language sql as"
                + " 'select pg_catalog.clock_timestamp() + make_interval(hours => (select hours from jump.by))'");
        SqlObjects.on(DATABASE.dataSource())
                .useHandle(handle -> handle.execute(
                        "alter database " + database(handle) + " set search_path = jump, pg_catalog, public"));
        Server jumping = new Server();
        jumping.inventory.create(sku, 100, names.request());
        jumping.deduct(1);
        for (int hours : new int[] {1, -1, 0}) {
            sql("update jump.by set hours = ?", hours);
            OrderId order = names.order("after-" + hours);
            jumping.inventory.deduct(order, List.of(new OrderLine(sku, 1)));
            assertThat(createdAt(order))
                    .isBetween(
                            Instant.now().plus(Duration.ofHours(hours)).minusSeconds(30),
                            Instant.now().plus(Duration.ofHours(hours)).plusSeconds(30));
        }
        assertThat(jumping.held()).isPositive();
        assertThat(jumping.mistaken()).isPositive();
        LedgerProof.assertProves(jumping.inventory, List.of(sku));
    }

    private static String database(Handle handle) {
        return handle.createQuery("select current_database()")
                .mapTo(String.class)
                .one();
    }

    private Instant createdAt(OrderId order) {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.createQuery("select created_at from inventory_orders where order_id = ?")
                        .bind(0, order.value())
                        .mapTo(Instant.class)
                        .one());
    }
}
