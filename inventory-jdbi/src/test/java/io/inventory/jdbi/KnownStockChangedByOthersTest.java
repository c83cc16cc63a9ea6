package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.sql.SqlObjects;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Orders are decided from the stock that is known, whatever others do to it meanwhile. */
class KnownStockChangedByOthersTest extends KnownStockFixture {
    /** New orders that two servers insert at once keep both from known stock for two seconds: that comes last. */
    private static final int SEPARATE_ROUNDS = 50;

    /** There from the start: to connect takes as long as the store's time is known for, on a busy machine. */
    private final Server other = new Server();

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
        other.deduct(3);
        server.readTime();
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        assertThat(server.mistaken()).isEqualTo(1);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    @Test
    void whatAnotherServerTookBetweenTwoOrdersIsNotSoldAgain() {
        create(10);
        server.deduct(1);
        assertThat(other.deduct(8)).isInstanceOf(Deducted.class);
        server.readTime();
        assertShort(server.deduct(2), 1);
        assertThat(server.mistaken()).isEqualTo(1);
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    @Test
    void whatAnotherServerTookIsInTheBalancesOfTheLedgerAlsoWhereEnoughIsLeft() {
        create(100);
        server.deduct(1);
        other.deduct(10);
        server.readTime();
        assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        assertThat(server.mistaken()).isEqualTo(1);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    @Test
    void whatAnotherServerGaveBackIsSoldAndNotRefused() {
        create(1);
        server.deduct(1);
        assertShort(server.deduct(1), 0);
        other.inventory.adjust(sku, 5, "found", names.request());
        server.readTime();
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
        server.readTime();
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

    /** The rest of the shop must not hear that nothing is left while there is. */
    @Test
    void whatIsToldOfAStockFollowsASafetyStockThatSomebodyTookAwayByHand() {
        create(7);
        server.inventory.setPolicy(sku, 5, 0, names.request());
        server.deduct(1);
        sql("update inventory_stocks set safety_stock = 0 where sku_id = ?", sku.value());
        server.deduct(1);
        assertThat(signals()).isEmpty();
        server.deduct(5);
        assertThat(signals()).containsExactly("SOLD_OUT");
    }

    @Test
    void whatIsToldOfAStockFollowsAPolicyThatSomebodyGaveItByHand() {
        create(10);
        server.deduct(1);
        sql("update inventory_stocks set low_threshold = 8 where sku_id = ?", sku.value());
        server.deduct(1);
        assertThat(signals()).containsExactly("LOW");
    }

    private List<String> signals() {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.createQuery("select kind from inventory_signals where sku_id = ?")
                        .bind(0, sku.value())
                        .mapTo(String.class)
                        .list());
    }

    /** A batch that sells one stock and refuses for another, which has changed, must not be written. */
    @Test
    void aRefusalBesideSalesIsComparedToo() {
        create(100);
        Sku second = names.sku("B");
        server.inventory.create(second, 1, names.request());
        server.inventory.deduct(names.order("B1"), List.of(new OrderLine(second, 1)));
        server.deduct(1);
        other.inventory.adjust(second, 5, "found", names.request());
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            answers.add(server.inventory.submit(new Deduct(
                    names.order("mixed-" + i), List.of(new OrderLine(i % 10 == 9 ? second : sku, 1)))));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Deducted.class));
        LedgerProof.assertProves(server.inventory, List.of(sku, second));
    }

    @Test
    void anOldOrderIsAnsweredAsItWasAndIsExpectedFromThenOn() {
        create(10);
        OrderId order = names.order("old");
        server.inventory.deduct(order, List.of(new OrderLine(sku, 1)));
        Server fresh = new Server();
        fresh.deduct(1);
        fresh.readTime();
        assertThat(fresh.inventory.deduct(order, List.of(new OrderLine(sku, 1))))
                .isEqualTo(new Deducted(order, true));
        assertThat(fresh.mistaken()).as("its key is there").isEqualTo(1);
        double held = fresh.held();
        await().until(() -> fresh.inventory.deduct(order, List.of(new OrderLine(sku, 1))) instanceof Deducted
                && fresh.held() > held);
        assertThat(fresh.mistaken()).isEqualTo(1);
        assertThat(fresh.inventory.stock(sku).available()).isEqualTo(8);
    }

    /** As when the callers of a server that is gone send again what it did not answer. */
    @Test
    void manyOrdersThatAnotherServerTookAreFewMistakes() {
        create(1_000);
        for (int i = 0; i < 100; i++) server.inventory.deduct(names.order("old-" + i), List.of(new OrderLine(sku, 1)));
        for (int i = 0; i < 100; i++) {
            OrderId order = names.order("old-" + i);
            other.readTime();
            assertThat(other.inventory.deduct(order, List.of(new OrderLine(sku, 1))))
                    .isEqualTo(new Deducted(order, true));
        }
        assertThat(other.mistaken()).isBetween(1.0, 20.0);
        assertThat(server.inventory.stock(sku).available()).isEqualTo(900);
    }

    @Test
    void twoServersOnOneStockDoNotKeepMakingMistakes() {
        create(1_000);
        for (int i = 0; i < 100; i++) {
            server.readTime();
            assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
            assertThat(other.deduct(1)).isInstanceOf(Deducted.class);
        }
        assertThat(server.mistaken() + other.mistaken()).isBetween(1.0, 20.0);
        assertThat(server.inventory.stock(sku).available()).isEqualTo(800);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** They meet over stocks, and at last over new orders too, in both kinds of batch. */
    @Test
    void batchesWithAndWithoutLocksDoNotWaitForEachOtherInACircle() {
        List<Sku> skus = createMany();
        Server locking = new Server(StockMemory.NONE::stocks);
        Server known = new Server(KnownStockChangedByOthersTest::undeterred);
        for (int round = 0; round < 60; round++) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(known.inventory.submit(deduct(skus, round + "-" + i, i)));
                String prefix = round < SEPARATE_ROUNDS ? "other-" : "";
                answers.add(locking.inventory.submit(deduct(skus, prefix + round + "-" + i, i)));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Deducted.class));
        }
        assertNoDeadlock(known, locking, skus);
    }

    /** Cancellations meet over their orders, at last also over those that are not recorded, and come in another order to each. */
    @Test
    void ordersAreLockedInOrder() {
        List<Sku> skus = createMany();
        Server locking = new Server(StockMemory.NONE::stocks);
        Server known = new Server(KnownStockChangedByOthersTest::undeterred);
        for (int round = 0; round < 60; round++) {
            int of = round;
            List<OrderId> recorded = IntStream.range(0, 16)
                    .mapToObj(i -> names.order(of + "-" + i))
                    .toList();
            List<CompletableFuture<?>> orders = new ArrayList<>();
            for (int i = 0; i < 16; i++) orders.add(known.inventory.submit(deduct(skus, of + "-" + i, i)));
            orders.forEach(CompletableFuture::join);
            List<OrderId> canceled = new ArrayList<>(recorded);
            if (round >= SEPARATE_ROUNDS) for (int i = 0; i < 16; i++) canceled.add(i, names.order(of + "-never-" + i));
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (Server each : List.of(known, locking)) {
                for (OrderId order : canceled) answers.add(each.inventory.submit(new Rollback(order)));
                Collections.reverse(canceled);
            }
            answers.forEach(CompletableFuture::join);
        }
        assertNoDeadlock(known, locking, skus);
        for (Sku each : skus)
            assertThat(known.inventory.stock(each).available()).isEqualTo(1_000_000);
    }

    private List<Sku> createMany() {
        List<Sku> skus = IntStream.range(0, 4).mapToObj(i -> names.sku("S" + i)).toList();
        for (Sku each : skus) server.inventory.create(each, 1_000_000, names.request());
        return skus;
    }

    private Deduct deduct(List<Sku> skus, String order, int number) {
        return new Deduct(
                names.order(order),
                List.of(new OrderLine(skus.get(number % 4), 1), new OrderLine(skus.get((number + 1) % 4), 1)));
    }

    /** Its time runs so fast that it decides from known stock again right after a mistake. */
    private static KnownStocks undeterred() {
        return new KnownStocks(1_000, UnaryOperator.identity(), () -> System.nanoTime() * 10_000);
    }

    private static void assertNoDeadlock(Server known, Server locking, List<Sku> skus) {
        assertThat(known.held() + known.mistaken()).isGreaterThan(50);
        assertThat(deadlocks(known.registry) + deadlocks(locking.registry)).isZero();
        LedgerProof.assertProves(locking.inventory, skus);
    }

    private static double deadlocks(MeterRegistry registry) {
        return registry.find("inventory.transactions.retried").tag("sqlstate", "40").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
