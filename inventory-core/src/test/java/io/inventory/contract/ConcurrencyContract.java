package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockChanged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many callers at once: nothing is oversold, applied twice or lost, and no caller sees the contention. */
abstract class ConcurrencyContract extends ContractTest {
    @Test
    void aHundredUnitsGoToAHundredOf500Buyers() {
        Sku a = stocked("a", 100);

        List<DeductOutcome> outcomes =
                Race.run(500, 50, i -> inventory().deduct(order("o" + i), List.of(line("a", 1))));

        assertThat(outcomes).filteredOn(Deducted.class::isInstance).hasSize(100);
        assertThat(outcomes).filteredOn(Rejected.class::isInstance).hasSize(400);
        assertStock(a, 0, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void ordersOverTheSameSkusInEveryOrderOfLinesNeverFail() {
        List<Sku> skus = Stream.of("a", "b", "c", "d", "e")
                .map(label -> stocked(label, 1_000_000))
                .toList();

        List<DeductOutcome> outcomes = Race.run(800, 16, i -> {
            List<OrderLine> lines = new ArrayList<>();
            for (Sku sku : skus) lines.add(new OrderLine(sku, 1 + i % 3));
            Collections.shuffle(lines, new Random(i));
            DeductOutcome outcome = inventory().deduct(order("o" + i), lines);
            if (i % 4 == 0) inventory().rollback(order("o" + i));
            return outcome;
        });

        assertThat(outcomes).hasSize(800).allMatch(Deducted.class::isInstance);
        long sold = IntStream.range(0, 800)
                .filter(i -> i % 4 != 0)
                .mapToLong(i -> 1 + i % 3)
                .sum();
        for (Sku sku : skus) assertStock(sku, 1_000_000 - sold, 0);
        assertLedgerProves(skus);
    }

    @Test
    void theSameOrderFrom50ThreadsIsAppliedOnce() {
        Sku a = stocked("a", 1_000);
        Sku b = stocked("b", 1_000);
        Deduct deduct = new Deduct(order("1"), List.of(line("a", 2), line("b", 3)));

        List<DeductOutcome> outcomes = Race.run(50, 50, i -> inventory().execute(deduct));

        assertThat(outcomes)
                .containsOnly(new Deducted(order("1"), false), new Deducted(order("1"), true))
                .containsOnlyOnce(new Deducted(order("1"), false));
        assertStock(a, 998, 0);
        assertStock(b, 997, 0);
        assertLedgerProves(List.of(a, b));
    }

    @Test
    void theSameRejectionReaches50Threads() {
        Sku a = stocked("a", 1);
        Deduct deduct = new Deduct(order("1"), List.of(line("a", 2)));

        List<DeductOutcome> outcomes = Race.run(50, 50, i -> inventory().execute(deduct));

        assertThat(outcomes)
                .filteredOn(outcome -> !((Rejected) outcome).replayed())
                .hasSize(1);
        assertThat(outcomes.stream()
                        .map(outcome -> ((Rejected) outcome).rejection())
                        .distinct())
                .hasSize(1);
        assertThat(inventory().stock(a).version()).isEqualTo(1);
    }

    @Test
    void theSamePartialRollbackFrom50ThreadsIsAppliedOnce() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 10)));

        List<RolledBack> outcomes = Race.run(50, 50, i ->
                (RolledBack) inventory().rollback(order("1"), List.of(line("a", 3)), new RollbackId("r")));

        assertThat(outcomes).filteredOn(outcome -> !outcome.replayed()).hasSize(1);
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.givenBack()).containsExactly(line("a", 3)));
        assertStock(a, 3, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void deductRollbackAndConfirmOfOneOrderRace() {
        Sku a = stocked("a", 1_000);
        for (int round = 0; round < 40; round++) {
            var orderId = order("o" + round);
            Race.run(12, 12, i -> switch (i % 3) {
                case 0 -> inventory().execute(new Deduct(orderId, List.of(line("a", 5))));
                case 1 -> inventory().execute(new Rollback(orderId));
                default -> orNotFound(() -> inventory().execute(new Confirm(orderId)));
            });

            assertThat(inventory().order(orderId).status()).isIn(OrderStatus.ROLLED_BACK, OrderStatus.CANCELED);
            assertThat(new Answers(names).of(() -> inventory().rollback(orderId)))
                    .matches(Answers::isReplayed);
        }
        assertStock(a, 1_000, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void reserveConfirmAndPartialRollbacksOfOneOrderRace() {
        Sku a = stocked("a", 1_000);
        for (int round = 0; round < 40; round++) {
            var orderId = order("o" + round);
            inventory().reserve(orderId, List.of(line("a", 5)));
            Race.run(
                    8,
                    8,
                    i -> i % 2 == 0
                            ? inventory().execute(new Confirm(orderId))
                            : inventory().rollback(orderId, List.of(line("a", 1)), new RollbackId("r" + i)));

            assertThat(inventory().order(orderId).lines().get(0).outstanding()).isEqualTo(1);
            assertThat(inventory().order(orderId).status()).isEqualTo(OrderStatus.DEDUCTED);
        }
        assertStock(a, 1_000 - 40, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void ofTwoSetsWithOneExpectedVersionOneWins() {
        for (int round = 0; round < 40; round++) {
            Sku sku = stocked("s" + round, 10);
            List<Object> answers = Race.run(
                    2,
                    2,
                    i -> orError(() -> inventory().execute(Requests.set(sku, 20 + i, new RequestId("set-" + i), 1))));

            assertThat(answers).filteredOn(StockChanged.class::isInstance).hasSize(1);
            assertThat(answers).filteredOn(ErrorReason.VERSION_MISMATCH::equals).hasSize(1);
            assertThat(inventory().stock(sku).version()).isEqualTo(2);
            assertLedgerProves(List.of(sku));
        }
    }

    @Test
    void theSameOperatorsRequestFromManyThreadsIsAppliedOnce() {
        Sku a = names.sku("a");

        List<StockChanged> created = Race.run(20, 20, i -> inventory().create(a, 10, new RequestId("c")));
        List<StockChanged> adjusted = Race.run(20, 20, i -> inventory().adjust(a, 5, "delivery", new RequestId("d")));
        List<Object> late = Race.run(20, 20, i -> orError(() -> inventory().create(a, 10, new RequestId("c" + i))));

        assertThat(created).containsOnlyOnce(new StockChanged(a, 10, 0, 1, false));
        assertThat(adjusted).containsOnlyOnce(new StockChanged(a, 15, 0, 2, false));
        assertThat(late).containsOnly(ErrorReason.ALREADY_EXISTS);
        assertStock(a, 15, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void aRequestThatLeavesNoRoomForItselfIsAnsweredAlikeToAllWhoSendIt() {
        for (int round = 0; round < 20; round++) {
            Sku sku = stocked("s" + round, 10);
            List<StockChanged> emptied =
                    Race.run(8, 8, i -> inventory().adjust(sku, -10, "all of it", new RequestId("empty")));
            List<StockChanged> counted =
                    Race.run(8, 8, i -> inventory().execute(Requests.set(sku, 7, new RequestId("count"), 2)));

            assertThat(emptied)
                    .containsOnly(new StockChanged(sku, 0, 0, 2, false), new StockChanged(sku, 0, 0, 2, true))
                    .containsOnlyOnce(new StockChanged(sku, 0, 0, 2, false));
            assertThat(counted)
                    .containsOnly(new StockChanged(sku, 7, 0, 3, false), new StockChanged(sku, 7, 0, 3, true))
                    .containsOnlyOnce(new StockChanged(sku, 7, 0, 3, false));
        }
    }

    @Test
    void ofManyWhoCreateOneSkuOneWins() {
        for (int round = 0; round < 20; round++) {
            Sku sku = names.sku("s" + round);
            List<Object> answers =
                    Race.run(4, 4, i -> orError(() -> inventory().create(sku, i, new RequestId("c" + i))));

            assertThat(answers).filteredOn(StockChanged.class::isInstance).hasSize(1);
            assertThat(answers).filteredOn(ErrorReason.ALREADY_EXISTS::equals).hasSize(3);
        }
    }

    @Test
    void readersSeeWholeStatesOnly() {
        Sku a = stocked("a", 1_000);
        List<Stock> seen = Race.run(300, 12, i -> {
            if (i % 3 == 0) inventory().reserve(order("o" + i), List.of(line("a", 2)));
            if (i % 3 == 1) inventory().adjust(a, 2, "two more", new RequestId("r" + i));
            return inventory().stock(a);
        });

        assertThat(seen).allSatisfy(stock -> {
            long reservations = stock.reserved() / 2;
            long adjustments = stock.version() - 1 - reservations;
            assertThat(stock.available()).isEqualTo(1_000 - stock.reserved() + 2 * adjustments);
        });
        assertLedgerProves(List.of(a));
    }

    private static Object orNotFound(Race.Attempt<?> attempt) throws Exception {
        Object answer = orError(attempt);
        if (answer instanceof ErrorReason reason) assertThat(reason).isEqualTo(ErrorReason.ORDER_NOT_FOUND);
        return answer;
    }

    private static Object orError(Race.Attempt<?> attempt) throws Exception {
        try {
            return attempt.make();
        } catch (InventoryException e) {
            return e.reason();
        }
    }
}
