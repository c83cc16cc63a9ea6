package io.inventory.jdbi.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Sku;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.known.KnownStocks.Loan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KnownStocksTest {
    private static final Sku A = new Sku("A");
    private static final Sku B = new Sku("B");
    private static final Sku C = new Sku("C");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final KnownStocks stocks = new KnownStocks(2, UnaryOperator.identity(), nanos::get);

    private static StockLevel stock(Sku sku, long version) {
        return new StockLevel(sku, 100 - version, 0, 0, 0, version, Instant.EPOCH);
    }

    private void settle(StockLevel... left) {
        stocks.lend(List.of()).settle(List.of(left), false);
    }

    /** Whether all of them are known, and a batch may be decided from them. */
    private boolean isLent(Sku... skus) {
        try (Loan loan = stocks.lend(List.of(skus))) {
            loan.settle(List.of(), false);
            return loan.isUsable() && loan.unknown().isEmpty();
        }
    }

    @Test
    void whatABatchLeftIsLentToTheNext() {
        settle(stock(A, 1), stock(B, 5));
        try (Loan loan = stocks.lend(List.of(A, B))) {
            assertThat(loan.isUsable()).isTrue();
            assertThat(loan.unknown()).isEmpty();
            assertThat(loan.stocks(List.of(B, A))).containsExactly(stock(B, 5), stock(A, 1));
            loan.settle(List.of(stock(A, 2), stock(B, 6)), false);
        }
        assertThat(stocks.lend(List.of(A)).stocks(List.of(A))).containsExactly(stock(A, 2));
    }

    @Test
    void whatIsNotKnownIsReadAndThenKnown() {
        settle(stock(A, 1));
        try (Loan loan = stocks.lend(List.of(A, B, C))) {
            assertThat(loan.isUsable()).isTrue();
            assertThat(loan.unknown()).containsExactly(B, C);
            loan.read(List.of(stock(B, 3)));
            assertThat(loan.unknown()).as("C does not exist").isEmpty();
            assertThat(loan.stocks(List.of(A, B, C))).containsExactly(stock(A, 1), stock(B, 3));
            loan.settle(List.of(stock(A, 2), stock(B, 4)), true);
        }
        assertThat(isLent(A, B)).isTrue();
        assertThat(isLent(C)).isFalse();
    }

    @Test
    void oneStockIsLentToOneBatchAtATimeWhetherItIsKnownOrNot() {
        settle(stock(A, 1));
        Loan first = stocks.lend(List.of(A, B));
        for (Sku sku : List.of(A, B))
            try (Loan second = stocks.lend(List.of(sku, C))) {
                assertThat(second.isUsable()).isFalse();
            }
        first.read(List.of(stock(B, 3)));
        first.settle(List.of(stock(A, 2), stock(B, 4)), false);
        first.close();
        assertThat(isLent(A, B)).isTrue();
    }

    @Test
    void whatAFailedBatchHadIsForgotten() {
        settle(stock(A, 1));
        stocks.lend(List.of(A)).close();
        assertThat(isLent(A)).isFalse();
        assertThat(stocks.size()).isZero();
    }

    /** It is not known what was wrong, so that nothing of it is believed but what was locked since. */
    @Test
    void whatABatchHadThatWasWrongIsForgotten() {
        settle(stock(A, 1), stock(B, 1));
        try (Loan loan = stocks.lend(List.of(A, B))) {
            loan.wasWrong();
            loan.settle(List.of(stock(A, 2)), false);
        }
        pass(Duration.ofMillis(10));
        assertThat(isLent(A)).isTrue();
        assertThat(isLent(B)).isFalse();
    }

    /** As where all of its orders were taken before: a batch that does not need a stock leaves it as it was. */
    @Test
    void whatABatchDidNotNeedIsStillKnown() {
        settle(stock(A, 1), stock(B, 1));
        try (Loan loan = stocks.lend(List.of(A, B))) {
            loan.settle(List.of(stock(A, 2)), true);
        }
        assertThat(isLent(A, B)).isTrue();
    }

    @Test
    void theStockThatWasNotUsedForLongestIsForgottenFirst() {
        settle(stock(A, 1), stock(B, 1));
        try (Loan loan = stocks.lend(List.of(A))) {
            loan.settle(List.of(stock(A, 2)), false);
        }
        settle(stock(C, 1));
        assertThat(stocks.size()).isEqualTo(2);
        assertThat(isLent(B)).isFalse();
        assertThat(isLent(A, C)).isTrue();
    }

    @Test
    void theNewerOfTwoBatchesCountsWhicheverComesLast() {
        settle(stock(A, 7));
        settle(stock(A, 6));
        assertThat(stocks.lend(List.of(A)).stocks(List.of(A))).containsExactly(stock(A, 7));
    }

    @Test
    void whatSomebodyElseChangedIsNotLentForAWhile() {
        settle(stock(A, 1), stock(B, 1));
        contest();
        assertThat(isLent(A)).isFalse();
        assertThat(isLent(B)).isTrue();
        pass(Duration.ofMillis(999));
        assertThat(isLent(A)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(isLent(A)).isTrue();
    }

    /** A is found to be at version 3 and left at 4. */
    private void contest() {
        try (Loan loan = stocks.lend(List.of(A, B))) {
            loan.found(List.of(stock(A, 3), stock(B, 1)));
            loan.settle(List.of(stock(A, 4), stock(B, 2)), false);
        }
    }

    /** Somebody else was faster than the batch that had just read it. */
    @Test
    void whatWasReadAndChangedBeforeItWasLockedIsContestedToo() {
        try (Loan loan = stocks.lend(List.of(A))) {
            loan.read(List.of(stock(A, 1)));
            loan.found(List.of(stock(A, 2)));
            loan.settle(List.of(stock(A, 3)), false);
        }
        assertThat(isLent(A)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(isLent(A)).isTrue();
    }

    @Test
    void afterMistakesNothingIsLentForLongerAndLonger() {
        Duration before = Duration.ZERO;
        for (int i = 0; i < 10; i++) {
            Duration pause = pauseAfterAMistake();
            assertThat(pause)
                    .isGreaterThan(before.multipliedBy(2).minusMillis(2))
                    .isLessThanOrEqualTo(Duration.ofSeconds(5));
            before = pause.compareTo(Duration.ofSeconds(2)) > 0 ? Duration.ZERO : pause;
        }
    }

    @Test
    void afterManyBatchesInARowThatWereRightAMistakeIsAFirstOneAgain() {
        for (int i = 0; i < 5; i++) pauseAfterAMistake();
        beRight(15);
        assertThat(pauseAfterAMistake()).isGreaterThan(Duration.ofMillis(100));
        beRight(16);
        assertThat(pauseAfterAMistake()).isLessThan(Duration.ofMillis(20));
    }

    private void beRight(int batches) {
        for (int i = 0; i < batches; i++)
            try (Loan right = stocks.lend(List.of(A))) {
                right.settle(List.of(stock(A, 2)), true);
            }
    }

    /** A batch that was found to need more is decided with locks, and proves nothing. */
    @Test
    void onlyBatchesThatWereProvedCountAsRight() {
        for (int i = 0; i < 5; i++) pauseAfterAMistake();
        for (int i = 0; i < 20; i++)
            try (Loan loan = stocks.lend(List.of(A))) {
                loan.settle(List.of(stock(A, 2)), false);
            }
        assertThat(pauseAfterAMistake()).isGreaterThan(Duration.ofMillis(100));
    }

    /** A restored database is behind. */
    @Test
    void whatWasFoundUnderLockIsKnownFromThenOn() {
        settle(stock(A, 7), stock(B, 1));
        contest();
        pass(Duration.ofSeconds(2));
        assertThat(stocks.lend(List.of(A)).stocks(List.of(A))).containsExactly(stock(A, 4));
    }

    @Test
    void aBatchThatNamesNoStockDoesNotEndTheTimeInWhichOneIsContested() {
        settle(stock(A, 1));
        contest();
        settle(stock(A, 5));
        assertThat(isLent(A)).isFalse();
    }

    @Test
    void moreCanBeBorrowed() {
        settle(stock(A, 1), stock(B, 1));
        try (Loan loan = stocks.lend(List.of(A))) {
            assertThat(loan.extend(List.of(A, B))).isTrue();
            assertThat(loan.stocks(List.of(A, B))).containsExactly(stock(A, 1), stock(B, 1));
            assertThat(loan.extend(List.of(C))).isTrue();
            assertThat(loan.unknown()).containsExactly(C);
            try (Loan other = stocks.lend(List.of(C))) {
                assertThat(other.isUsable()).isFalse();
                assertThat(other.extend(List.of(A))).isFalse();
            }
        }
        assertThat(isLent(B)).isFalse();
    }

    private Duration pauseAfterAMistake() {
        settle(stock(A, 1));
        try (Loan loan = stocks.lend(List.of(A))) {
            loan.wasWrong();
            loan.settle(List.of(stock(A, 1)), false);
        }
        Duration pause = Duration.ZERO;
        while (!isLent(A)) {
            pass(Duration.ofMillis(1));
            pause = pause.plusMillis(1);
            assertThat(pause).isLessThan(Duration.ofSeconds(10));
        }
        return pause;
    }

    @Test
    void withoutRoomNothingIsKept() {
        KnownStocks none = new KnownStocks(0);
        none.lend(List.of(A)).settle(List.of(stock(A, 1)), false);
        assertThat(none.size()).isZero();
        assertThat(none.lend(List.of(A)).isUsable()).isFalse();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
