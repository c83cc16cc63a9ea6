package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.CountStock;
import io.inventory.ErrorReason;
import io.inventory.LedgerReason;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.StockCounted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stock-taking: what was counted at a time in the past, without losing what was sold since. */
abstract class StocktakeContract extends ContractTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RequestId R1 = new RequestId("count-1");
    private static final RequestId R2 = new RequestId("count-2");

    private Instant now() {
        return contract().clock().instant();
    }

    @Test
    void whatWasSoldBetweenCountingAndTypingIsNotLost() {
        Sku a = stocked("a", 100);
        advance(HOUR);
        Instant counting = now();
        advance(HOUR);
        inventory().deduct(order("1"), List.of(line("a", 30)));

        assertThat(inventory().count(a, 95, counting, "yearly", R1))
                .isEqualTo(new StockCounted(a, 95, 100, 65, 0, 3, false));
        assertStock(a, 65, 0);
        assertThat(LedgerProof.entries(inventory(), a)).last().satisfies(entry -> {
            assertThat(entry.change()).isEqualTo(-5);
            assertThat(entry.reason()).isEqualTo(LedgerReason.STOCK_COUNTED);
            assertThat(entry.note()).isEqualTo("yearly");
        });
        assertLedgerProves(List.of(a));
    }

    /** The units of a reservation are still in the shop. */
    @Test
    void whatWasReservedThenWasThere() {
        Sku a = stocked("a", 100);
        inventory().reserve(order("1"), List.of(line("a", 40)));
        Instant counting = now();
        advance(Duration.ofSeconds(1));
        inventory().confirm(order("1"));

        assertThat(inventory().count(a, 103, counting, "found three", R1))
                .isEqualTo(new StockCounted(a, 103, 100, 63, 0, 4, false));
    }

    @Test
    void theCountOfThisMomentIsHeldAgainstTheStockAsItIs() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 4)));

        StockCounted counted = inventory().count(a, 5, now(), "one missing", R1);

        assertThat(counted).isEqualTo(new StockCounted(a, 5, 6, 5, 0, 3, false));
        assertThat(counted.difference()).isEqualTo(-1);
    }

    @Test
    void theRecordedAnswerComesAgainAndOtherContentIsRefused() {
        Sku a = stocked("a", 10);
        Instant counting = now();
        inventory().count(a, 12, counting, "two more", R1);
        advance(HOUR);
        inventory().deduct(order("1"), List.of(line("a", 4)));

        assertThat(inventory().count(a, 12, counting, "two more", R1))
                .isEqualTo(new StockCounted(a, 12, 10, 12, 0, 2, true));
        assertRefused(ErrorReason.REQUEST_MISMATCH, () -> inventory().count(a, 13, counting, "two more", R1));
        assertRefused(
                ErrorReason.REQUEST_MISMATCH, () -> inventory().count(a, 12, counting.minusMillis(1), "two more", R1));
        assertStock(a, 8, 0);
    }

    @Test
    void aCountThatIsRightWritesAnEntryAllTheSame() {
        Sku a = stocked("a", 10);

        assertThat(inventory().count(a, 10, now(), "right", R1))
                .isEqualTo(new StockCounted(a, 10, 10, 10, 0, 2, false));
        assertLedgerProves(List.of(a));
    }

    @Test
    void whatCannotBeIsRefusedByNameAndWritesNothing() {
        Sku a = names.sku("a");
        Instant early = now();
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().count(a, 1, early, "early", R1));
        advance(HOUR);
        stocked("a", 10);
        assertRefused(ErrorReason.AS_OF_BEFORE_FIRST_ENTRY, () -> inventory().count(a, 1, early, "early", R1));
        assertRefused(ErrorReason.AS_OF_IN_THE_FUTURE, () -> inventory().count(a, 1, now().plusSeconds(1), "late", R1));
        Instant counting = now();
        advance(HOUR);
        inventory().deduct(order("1"), List.of(line("a", 8)));
        assertRefused(ErrorReason.COUNT_BELOW_ZERO, () -> inventory().count(a, 7, counting, "too few", R1));
        assertThat(inventory().stock(a).version()).isEqualTo(2);

        assertThat(inventory().count(a, 8, counting, "just enough", R1))
                .isEqualTo(new StockCounted(a, 8, 10, 0, 0, 3, false));
    }

    @Test
    void eachCountIsHeldAgainstItsOwnTime() {
        Sku a = stocked("a", 100);
        Instant first = now();
        for (int i = 1; i <= 20; i++) {
            advance(HOUR);
            inventory().deduct(order("o" + i), List.of(line("a", 2)));
        }

        for (int i = 20; i >= 0; i--)
            assertThat(inventory()
                            .count(a, 100 - 2 * i, first.plus(HOUR.multipliedBy(i)), "hourly", names.request())
                            .difference())
                    .as("after %d orders", i)
                    .isZero();
        assertThat(inventory()
                        .count(a, 98, first.plus(HOUR.multipliedBy(2)).minusMillis(1), "just before", R2)
                        .difference())
                .isZero();
        assertStock(a, 60, 0);
    }

    @Test
    void aBalanceBeyond64BitsIsRefused() {
        Sku a = stocked("a", Long.MAX_VALUE);
        inventory().reserve(order("1"), List.of(line("a", 5)));
        inventory().adjust(a, 5, "more", R1);

        assertRefused(
                ErrorReason.OUT_OF_RANGE,
                () -> inventory().execute(new CountStock(a, Long.MAX_VALUE, now(), "too many", R2)));
    }

    /** What is sold after the clock went back would seem to be sold after the count. */
    @Test
    void aLedgerOfAClockThatWasAheadCannotBeCounted() {
        Sku a = stocked("a", 100);
        Duration ahead = Duration.ofDays(1);
        advance(ahead);
        inventory().deduct(order("1"), List.of(line("a", 1)));
        contract().clock().setBack(ahead);
        try {
            advance(Duration.ofMinutes(1));
            inventory().deduct(order("2"), List.of(line("a", 49)));
            Instant counted = contract().clock().instant();
            advance(Duration.ofMinutes(1));
            assertRefused(
                    ErrorReason.AS_OF_IN_THE_FUTURE,
                    () -> inventory().count(a, 50, counted, "counted", names.request()));
            assertStock(a, 50, 0);
        } finally {
            advance(ahead);
        }
        Instant counted = contract().clock().instant();
        assertThat(inventory().count(a, 49, counted, "counted", names.request()).difference())
                .isEqualTo(-1);
    }
}
