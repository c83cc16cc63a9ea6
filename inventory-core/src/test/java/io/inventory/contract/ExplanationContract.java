package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.ErrorReason;
import io.inventory.Expire;
import io.inventory.ExplainStock;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import io.inventory.StockExplanation;
import io.inventory.StockExplanation.Balance;
import io.inventory.StockExplanation.Reservation;
import io.inventory.StockExplanation.Sum;
import io.inventory.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why a stock is what it is: sums by reason that add up, and the reservations that hold units. */
abstract class ExplanationContract extends ContractTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant now() {
        return contract().clock().instant();
    }

    private StockExplanation explain(Sku sku, Instant from, Instant until) {
        return inventory().execute(new ExplainStock(sku, new TimeRange(from, until)));
    }

    @Test
    void everyChangeIsAddedUpByItsReason() {
        Sku a = stocked("a", 100);
        inventory().deduct(order("sold"), List.of(line("a", 10)));
        inventory().reserve(order("paid"), List.of(line("a", 20)));
        inventory().confirm(order("paid"));
        inventory().reserve(order("overdue"), List.of(line("a", 5)), MINUTE);
        advance(MINUTE);
        inventory().execute(new Expire(order("overdue")));
        inventory().deduct(order("canceled"), List.of(line("a", 4)));
        inventory().rollback(order("canceled"), List.of(line("a", 3)), new RollbackId("r"));
        inventory().reserve(order("closed"), List.of(line("a", 6)));
        inventory().rollback(order("closed"), RollbackReason.CLOSED);
        inventory().adjust(a, -3, "broken", names.request());
        inventory().adjust(a, 1, "found", names.request());
        inventory().set(a, 50, "counted", names.request());
        inventory().count(a, 48, now(), "counted again", names.request());
        inventory().setPolicy(a, 1, 2, names.request());
        inventory().reserve(order("held"), List.of(line("a", 7)));

        StockExplanation explanation = inventory().explain(a);

        assertThat(explanation.stock()).isEqualTo(inventory().stock(a));
        assertThat(explanation.opening()).isEqualTo(Balance.NOTHING);
        assertThat(explanation.closing()).isEqualTo(new Balance(41, 7, 16));
        assertThat(explanation.sums())
                .containsExactly(
                        new Sum(LedgerReason.INITIALIZED, 1, 100, 0),
                        new Sum(LedgerReason.ORDER_CREATED, 2, -14, 0),
                        new Sum(LedgerReason.ORDER_CANCELED, 1, 3, 0),
                        new Sum(LedgerReason.ORDER_CLOSED, 1, 6, -6),
                        new Sum(LedgerReason.ORDER_RESERVED, 4, -38, 38),
                        new Sum(LedgerReason.ORDER_CONFIRMED, 1, 0, -20),
                        new Sum(LedgerReason.RESERVATION_EXPIRED, 1, 5, -5),
                        new Sum(LedgerReason.MANUAL_ADJUST, 2, -2, 0),
                        new Sum(LedgerReason.MANUAL_SET, 1, -17, 0),
                        new Sum(LedgerReason.STOCK_COUNTED, 1, -2, 0),
                        new Sum(LedgerReason.POLICY_SET, 1, 0, 0));
        assertThat(explanation.lastEntries()).isEqualTo(newestFirst(a));
        assertThat(explanation.reservations())
                .extracting(Reservation::orderId, Reservation::quantity)
                .containsExactly(tuple(order("held"), 7L));
    }

    private List<LedgerEntry> newestFirst(Sku sku) {
        List<LedgerEntry> entries = new ArrayList<>(LedgerProof.entries(inventory(), sku));
        Collections.reverse(entries);
        return entries;
    }

    /** An entry at the begin of a range is a part of it, and one at its end is not. */
    @Test
    void aRangeLeadsFromWhatWasBeforeItToWhatWasAfter() {
        Instant begin = now();
        Sku a = stocked("a", 100);
        for (int i = 1; i <= 5; i++) {
            advance(MINUTE);
            inventory().deduct(order("order" + i), List.of(line("a", i)));
        }

        StockExplanation some = explain(a, begin.plus(MINUTE.multipliedBy(2)), begin.plus(MINUTE.multipliedBy(4)));
        assertThat(some.opening()).isEqualTo(new Balance(99, 0, 2));
        assertThat(some.sums()).containsExactly(new Sum(LedgerReason.ORDER_CREATED, 2, -5, 0));
        assertThat(some.closing()).isEqualTo(new Balance(94, 0, 4));
        assertThat(some.lastEntries()).extracting(LedgerEntry::version).containsExactly(4L, 3L);
        assertThat(some.stock().available()).as("as it is now").isEqualTo(85);

        StockExplanation first = explain(a, begin, begin.plusSeconds(1));
        assertThat(first.opening()).isEqualTo(Balance.NOTHING);
        assertThat(first.closing()).isEqualTo(new Balance(100, 0, 1));
        assertThat(first.sum(LedgerReason.INITIALIZED).change()).isEqualTo(100);
        assertThat(first.sum(LedgerReason.ORDER_CREATED)).isEqualTo(new Sum(LedgerReason.ORDER_CREATED, 0, 0, 0));

        StockExplanation last = explain(a, begin.plus(MINUTE.multipliedBy(5)), TimeRange.ALWAYS.until());
        assertThat(last.closing()).isEqualTo(new Balance(85, 0, 6));
        assertThat(last.sums()).containsExactly(new Sum(LedgerReason.ORDER_CREATED, 1, -5, 0));
    }

    @Test
    void aRangeWithoutEntriesHasOneBalance() {
        Instant begin = now();
        Sku a = stocked("a", 100);

        StockExplanation before = explain(a, begin.minusSeconds(60), begin);
        assertThat(before.opening()).isEqualTo(Balance.NOTHING);
        assertThat(before.closing()).isEqualTo(Balance.NOTHING);
        StockExplanation after = explain(a, begin.plusSeconds(1), begin.plusSeconds(60));
        assertThat(after.opening()).isEqualTo(after.closing()).isEqualTo(new Balance(100, 0, 1));
        for (StockExplanation each : List.of(before, after)) {
            assertThat(each.sums()).isEmpty();
            assertThat(each.lastEntries()).isEmpty();
        }
    }

    @Test
    void reservationsAreNamedAsTheyRunOutAndSoIsThatThereAreMore() {
        Sku a = stocked("a", 1_000);
        int held = StockExplanation.RESERVATIONS_MAX + 1;
        for (int i = 0; i < held; i++)
            inventory().reserve(order("order" + i), List.of(line("a", 2)), MINUTE.multipliedBy(held - i));
        inventory().rollback(order("order3"), List.of(line("a", 1)), new RollbackId("r"));

        StockExplanation explanation = inventory().explain(a);
        assertThat(explanation.moreReservations()).isTrue();
        assertThat(explanation.reservations()).hasSize(StockExplanation.RESERVATIONS_MAX);
        assertThat(explanation.reservations().get(0))
                .isEqualTo(new Reservation(order("order" + (held - 1)), 2, now().plus(MINUTE)));
        assertThat(explanation.reservations())
                .extracting(Reservation::expiresAt)
                .isSorted();

        inventory().confirm(order("order" + (held - 1)));
        StockExplanation all = inventory().explain(a);
        assertThat(all.moreReservations()).isFalse();
        assertThat(all.reservations().stream().mapToLong(Reservation::quantity).sum())
                .isEqualTo(all.stock().reserved())
                .isEqualTo(2L * (held - 1) - 1);
    }

    @Test
    void theLastEntriesAreLimited() {
        Sku a = stocked("a", 100);
        for (int i = 0; i < StockExplanation.ENTRIES_MAX; i++) inventory().adjust(a, 1, "found", names.request());

        assertThat(inventory().explain(a).lastEntries())
                .isEqualTo(newestFirst(a).subList(0, StockExplanation.ENTRIES_MAX));
    }

    @Test
    void anUnknownSkuIsRefused() {
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().explain(names.sku("unknown")));
    }

    @Test
    void aSumOfMoreThan64BitsIsRefusedAndAPartOfItIsNot() {
        Instant begin = now();
        Sku a = stocked("a", 0);
        for (int i = 0; i < 2; i++) {
            inventory().adjust(a, Long.MAX_VALUE, "bought", names.request());
            inventory().set(a, 0, "lost", names.request());
            advance(MINUTE);
        }
        inventory().adjust(a, 5, "bought", names.request());

        assertRefused(ErrorReason.OUT_OF_RANGE, () -> inventory().explain(a));
        StockExplanation part = explain(a, begin.plusSeconds(1), now());
        assertThat(part.sum(LedgerReason.MANUAL_SET).change()).isEqualTo(-Long.MAX_VALUE);
        assertThat(part.closing()).isEqualTo(new Balance(0, 0, 5));
    }
}
