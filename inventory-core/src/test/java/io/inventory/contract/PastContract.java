package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.AsOf;
import io.inventory.BatchGetStockAsOf;
import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.Sku;
import io.inventory.StockBalance;
import io.inventory.StockBalances;
import io.inventory.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the ledger says of the past: balances at a time or version, and the entries of a range of time. */
abstract class PastContract extends ContractTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant now() {
        return contract().clock().instant();
    }

    /** Version 1 at the time returned, and then one a minute, of one unit each, in an order of its own. */
    private Instant history(Sku sku, String label, int orders) {
        Instant begin = now();
        stocked(label, 100);
        for (int i = 1; i <= orders; i++) {
            advance(MINUTE);
            inventory().deduct(order(label + i), List.of(line(label, 1)));
        }
        assertThat(inventory().stock(sku).version()).isEqualTo(orders + 1);
        return begin;
    }

    @Test
    void aBalanceIsThatOfTheNewestEntryOfThenOrBefore() {
        Sku a = names.sku("a");
        Instant begin = history(a, "a", 33);

        for (int i = 0; i <= 33; i++) {
            Instant written = begin.plus(MINUTE.multipliedBy(i));
            StockBalance balance = new StockBalance(a, 100 - i, 0, i + 1, written);
            assertThat(inventory().stock(a, AsOf.time(written))).isEqualTo(balance);
            if (i < 33)
                assertThat(inventory().stock(a, AsOf.time(written.plusSeconds(59))))
                        .isEqualTo(balance);
            assertThat(inventory().stock(a, AsOf.version(i + 1))).isEqualTo(balance);
        }
    }

    @Test
    void aTimeOrVersionThatIsNotThereIsRefusedByName() {
        Sku a = names.sku("a");
        Instant before = now();
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().stock(a, AsOf.time(before)));
        advance(MINUTE);
        history(a, "a", 2);

        assertRefused(ErrorReason.AS_OF_BEFORE_FIRST_ENTRY, () -> inventory().stock(a, AsOf.time(before)));
        assertRefused(ErrorReason.AS_OF_IN_THE_FUTURE, () -> inventory().stock(a, AsOf.time(now().plusSeconds(1))));
        assertRefused(ErrorReason.AS_OF_IN_THE_FUTURE, () -> inventory().stock(a, AsOf.version(4)));
        assertRefused(
                ErrorReason.AS_OF_IN_THE_FUTURE,
                () -> inventory().execute(new BatchGetStockAsOf(List.of(a), now().plusSeconds(1))));
    }

    @Test
    void aBatchNamesWhatDidNotExistThen() {
        Sku b = names.sku("b");
        Instant begin = history(b, "b", 3);
        Sku c = stocked("c", 7);

        Instant then = begin.plus(MINUTE.multipliedBy(2));
        assertThat(inventory().execute(new BatchGetStockAsOf(List.of(c, b, names.sku("a"), b), then)))
                .isEqualTo(new StockBalances(List.of(new StockBalance(b, 98, 0, 3, then)), List.of(names.sku("a"), c)));
        assertThat(inventory()
                        .execute(new BatchGetStockAsOf(List.of(b, c), now()))
                        .balances())
                .extracting(StockBalance::version)
                .containsExactly(4L, 1L);
    }

    @Test
    void aLedgerIsListedForARangeOfTimePageByPage() {
        Sku a = names.sku("a");
        Instant begin = history(a, "a", 20);
        TimeRange range = new TimeRange(begin.plus(MINUTE.multipliedBy(5)), begin.plus(MINUTE.multipliedBy(12)));

        List<Long> versions = new ArrayList<>();
        Optional<PageToken> next = Optional.empty();
        do {
            Page<LedgerEntry> page = inventory().execute(new ListSkuLedger(a, 3, next, range));
            page.items().forEach(entry -> versions.add(entry.version()));
            next = page.next();
        } while (next.isPresent());

        assertThat(versions).containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 6L);
    }

    @Test
    void aRangeWithoutEntriesIsEmpty() {
        Sku a = names.sku("a");
        Instant begin = history(a, "a", 3);

        for (TimeRange range : List.of(
                new TimeRange(begin.minusSeconds(60), begin),
                new TimeRange(begin.plusSeconds(1), begin.plusSeconds(60)),
                new TimeRange(begin, begin),
                new TimeRange(now().plusSeconds(1), now().plusSeconds(2))))
            assertThat(inventory()
                            .execute(new ListSkuLedger(a, 10, Optional.empty(), range))
                            .items())
                    .as("%s", range)
                    .isEmpty();
    }

    @Test
    void theTokenOfOneRangeIsNotTakenByAnother() {
        Sku a = names.sku("a");
        Instant begin = history(a, "a", 5);
        TimeRange range = new TimeRange(begin, begin.plus(MINUTE.multipliedBy(4)));
        Optional<PageToken> next = inventory()
                .execute(new ListSkuLedger(a, 2, Optional.empty(), range))
                .next();

        assertRefused(ErrorReason.INVALID_ARGUMENT, () -> inventory().execute(new ListSkuLedger(a, 2, next)));
        assertRefused(
                ErrorReason.INVALID_ARGUMENT,
                () -> inventory().execute(new ListSkuLedger(a, 2, next, new TimeRange(begin, begin.plus(MINUTE)))));
    }

    @Test
    void theLedgerOfAnOrderHasARangeToo() {
        Sku a = stocked("a", 10);
        inventory().reserve(order("1"), List.of(line("a", 4)));
        Instant reserved = now();
        advance(MINUTE);
        inventory().confirm(order("1"));

        assertThat(inventory()
                        .execute(new ListOrderLedger(
                                order("1"), 10, Optional.empty(), new TimeRange(reserved, reserved.plusSeconds(1))))
                        .items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.version()).isEqualTo(2));
        assertLedgerProves(List.of(a));
    }

    /** A clock that is set back moves no entry of a ledger before the one that it follows. */
    @Test
    void theTimesOfALedgerNeverGoBack() {
        Sku a = names.sku("a");
        Instant begin = history(a, "a", 2);
        Duration back = MINUTE.multipliedBy(2);
        contract().clock().setBack(back);
        try {
            inventory().deduct(order("earlier"), List.of(line("a", 1)));
            assertThat(LedgerProof.entries(inventory(), a))
                    .extracting(LedgerEntry::createdAt)
                    .isSorted();
            assertThat(inventory().stock(a).updatedAt()).isEqualTo(begin.plus(back));
        } finally {
            advance(back);
        }
        assertThat(inventory().stock(a, AsOf.time(now())).version()).isEqualTo(4);
    }
}
