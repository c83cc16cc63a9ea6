package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two inventories with pools of their own on one PostgreSQL, as two processes would have. */
class TwoInventoriesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final List<JdbiInventory> inventories = new ArrayList<>();

    /** How each of the two is: with group commit, and what it remembers. */
    static Stream<Arguments> forms() {
        return Stream.of(false, true)
                .flatMap(groupCommit ->
                        Stream.of(StockMemory.values()).map(memory -> Arguments.of(groupCommit, memory)));
    }

    private void open(boolean groupCommit, StockMemory memory) {
        for (int i = 0; i < 2; i++) {
            StorePool pool = StorePool.open(DATABASE.patientSettings());
            JdbiInventoryBuilder builder = JdbiInventory.builder(pool)
                    .owning(pool)
                    .timeLimit(TestDatabase.PATIENCE)
                    .knownStocks(memory::stocks);
            if (!groupCommit) builder.withoutGroupCommit();
            inventories.add(builder.build());
        }
    }

    @AfterEach
    void close() {
        inventories.forEach(JdbiInventory::close);
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aHundredUnitsGoToAHundredOf500Buyers(boolean groupCommit, StockMemory memory) {
        open(groupCommit, memory);
        inventories.get(0).create(sku, 100, names.request());
        List<DeductOutcome> outcomes =
                race(500, i -> inventories.get(i % 2).deduct(names.order("" + i), List.of(new OrderLine(sku, 1))));
        assertThat(outcomes).filteredOn(Deducted.class::isInstance).hasSize(100);
        assertThat(outcomes).filteredOn(Rejected.class::isInstance).hasSize(400);
        assertThat(inventories.get(1).stock(sku).available()).isZero();
        LedgerProof.assertProves(inventories.get(0), List.of(sku));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oneOrderIdFrom50ThreadsOverBothIsAppliedOnce(boolean groupCommit, StockMemory memory) {
        open(groupCommit, memory);
        inventories.get(0).create(sku, 100, names.request());
        for (int round = 0; round < 5; round++) {
            OrderId order = names.order("same-" + round);
            List<DeductOutcome> outcomes =
                    race(50, i -> inventories.get(i % 2).deduct(order, List.of(new OrderLine(sku, 1))));
            assertThat(outcomes).filteredOn(new Deducted(order, false)::equals).hasSize(1);
            assertThat(outcomes).filteredOn(new Deducted(order, true)::equals).hasSize(49);
        }
        assertThat(inventories.get(1).stock(sku).available()).isEqualTo(95);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oneSkuCreatedThroughBothIsCreatedOnce(boolean groupCommit, StockMemory memory) {
        open(groupCommit, memory);
        var request = names.request();
        var answers = race(20, i -> inventories.get(i % 2).create(sku, 7, request));
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
        assertThat(inventories.get(0).stock(sku).available()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void ordersOverTheSameSkusInBatchesOfBothNeverDeadlock(StockMemory memory) {
        open(true, memory);
        List<Sku> skus = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            skus.add(names.sku("many-" + i));
            inventories.get(0).create(skus.get(i), 1_000, names.request());
        }
        List<DeductOutcome> outcomes = race(200, i -> {
            List<OrderLine> lines = new ArrayList<>();
            for (int k = 0; k < 3; k++) lines.add(new OrderLine(skus.get((i * 5 + k * 3) % skus.size()), 1));
            return inventories.get(i % 2).deduct(names.order("many-" + i), lines);
        });
        assertThat(outcomes).allMatch(Deducted.class::isInstance);
        LedgerProof.assertProves(inventories.get(0), skus);
    }

    private static <T> List<T> race(int attempts, IntFunction<T> attempt) {
        // more would wait for a connection longer than they may, on a small machine
        ExecutorService buyers = Executors.newFixedThreadPool(Math.min(attempts, 64));
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            int number = i;
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        awaitStart(start);
                        return attempt.apply(number);
                    },
                    buyers));
        }
        start.countDown();
        try {
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            buyers.shutdown();
        }
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            if (!start.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("the race does not begin");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
