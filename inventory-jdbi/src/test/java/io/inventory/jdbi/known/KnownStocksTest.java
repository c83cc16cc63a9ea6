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

    private boolean isLent(Sku... skus) {
        Loan loan = stocks.lend(List.of(skus));
        loan.settle(List.of(), false);
        return loan.isComplete();
    }

    @Test
    void whatABatchLeftIsLentToTheNext() {
        settle(stock(A, 1), stock(B, 5));
        Loan loan = stocks.lend(List.of(A, B));
        assertThat(loan.isComplete()).isTrue();
        assertThat(loan.stocks(List.of(B, A))).containsExactly(stock(B, 5), stock(A, 1));
        loan.settle(List.of(stock(A, 2), stock(B, 6)), false);
        assertThat(stocks.lend(List.of(A)).stocks(List.of(A))).containsExactly(stock(A, 2));
    }

    @Test
    void noBatchIsDecidedFromAPartOfItsStocks() {
        settle(stock(A, 1));
        assertThat(isLent(A, B)).isFalse();
        assertThat(isLent(A)).isTrue();
    }

    @Test
    void oneStockIsLentToOneBatchAtATime() {
        settle(stock(A, 1));
        Loan first = stocks.lend(List.of(A));
        assertThat(isLent(A)).isFalse();
        first.settle(List.of(stock(A, 2)), false);
        assertThat(isLent(A)).isTrue();
    }

    @Test
    void whatAFailedBatchHadIsForgotten() {
        settle(stock(A, 1));
        stocks.lend(List.of(A));
        assertThat(isLent(A)).isFalse();
        assertThat(stocks.size()).isZero();
    }

    @Test
    void theStockThatWasNotUsedForLongestIsForgottenFirst() {
        settle(stock(A, 1), stock(B, 1));
        stocks.lend(List.of(A)).settle(List.of(stock(A, 2)), false);
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
        Loan loan = stocks.lend(List.of(A, B));
        loan.found(List.of(stock(A, 3), stock(B, 1)));
        loan.settle(List.of(stock(A, 4), stock(B, 2)), false);
        assertThat(isLent(A)).isFalse();
        assertThat(isLent(B)).isTrue();
        pass(Duration.ofMillis(999));
        assertThat(isLent(A)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(isLent(A)).isTrue();
    }

    @Test
    void afterMistakesInARowNothingIsLentForLongerAndLonger() {
        Duration before = Duration.ZERO;
        for (int i = 0; i < 10; i++) {
            Duration pause = pauseAfterAMistake();
            assertThat(pause)
                    .isGreaterThan(before.multipliedBy(2).minusMillis(2))
                    .isLessThanOrEqualTo(Duration.ofSeconds(5));
            before = pause.compareTo(Duration.ofSeconds(2)) > 0 ? Duration.ZERO : pause;
        }
        stocks.lend(List.of()).settle(List.of(stock(A, 1)), false);
        Loan right = stocks.lend(List.of(A));
        right.settle(List.of(stock(A, 2)), true);
        assertThat(pauseAfterAMistake()).isLessThan(Duration.ofMillis(20));
    }

    /** A batch that was found to need more is decided with locks, and proves nothing. */
    @Test
    void onlyABatchThatWasProvedEndsARowOfMistakes() {
        for (int i = 0; i < 4; i++) pauseAfterAMistake();
        stocks.lend(List.of(A)).settle(List.of(stock(A, 2)), false);
        assertThat(pauseAfterAMistake()).isGreaterThan(Duration.ofMillis(100));
    }

    /** A restored database is behind. */
    @Test
    void whatWasFoundUnderLockIsKnownFromThenOn() {
        settle(stock(A, 7));
        Loan loan = stocks.lend(List.of(A));
        loan.found(List.of(stock(A, 3)));
        loan.settle(List.of(stock(A, 4)), false);
        pass(Duration.ofSeconds(2));
        assertThat(stocks.lend(List.of(A)).stocks(List.of(A))).containsExactly(stock(A, 4));
    }

    @Test
    void aBatchThatNamesNoStockDoesNotEndTheTimeInWhichOneIsContested() {
        settle(stock(A, 1));
        Loan loan = stocks.lend(List.of(A));
        loan.found(List.of(stock(A, 3)));
        loan.settle(List.of(stock(A, 4)), false);
        settle(stock(A, 5));
        assertThat(isLent(A)).isFalse();
    }

    @Test
    void moreCanBeBorrowed() {
        settle(stock(A, 1), stock(B, 1));
        Loan loan = stocks.lend(List.of(A));
        assertThat(loan.extend(List.of(A, B))).isTrue();
        assertThat(loan.stocks(List.of(A, B))).containsExactly(stock(A, 1), stock(B, 1));
        assertThat(loan.extend(List.of(C))).isFalse();
        assertThat(loan.isComplete()).isFalse();
        assertThat(isLent(B)).isFalse();
    }

    private Duration pauseAfterAMistake() {
        settle(stock(A, 1));
        Loan loan = stocks.lend(List.of(A));
        loan.wasWrong();
        loan.settle(List.of(stock(A, 1)), false);
        Duration pause = Duration.ZERO;
        while (!isLent(A)) {
            pass(Duration.ofMillis(1));
            pause = pause.plusMillis(1);
        }
        return pause;
    }

    @Test
    void withoutRoomNothingIsKept() {
        KnownStocks none = new KnownStocks(0);
        none.lend(List.of(A)).settle(List.of(stock(A, 1)), false);
        assertThat(none.size()).isZero();
        assertThat(none.lend(List.of(A)).isComplete()).isFalse();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
