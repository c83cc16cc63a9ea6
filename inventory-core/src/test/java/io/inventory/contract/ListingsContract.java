package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ErrorReason;
import io.inventory.InvalidRequestException;
import io.inventory.InvalidRequestException.FieldViolation;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.Query;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.Stock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Listings and the pages in which they come. */
abstract class ListingsContract extends ContractTest {
    @Test
    void stocksAreListedByCodePoint() {
        // beyond U+FFFF the order of UTF-16, of many locales and of case-blind collations is another
        List<Sku> skus = Stream.of(
                        "",
                        "-",
                        "10",
                        "9",
                        "A",
                        "B",
                        "Z",
                        "_",
                        "a",
                        "a b",
                        "a-b",
                        "aa",
                        "b",
                        "\u00E4",
                        "\u00FF",
                        "\u4E00",
                        "\uD7FF",
                        "\uE000",
                        "\uFF5E",
                        "\uFFFD",
                        "\uD83D\uDE00",
                        "\uDBFF\uDFFD")
                .map(end -> names.sku("x" + end))
                .toList();
        List<Sku> shuffled = new ArrayList<>(skus);
        Collections.reverse(shuffled);
        shuffled.forEach(sku -> inventory().create(sku, 1, names.request()));

        for (int pageSize : new int[] {1, 7, skus.size(), Page.SIZE_MAX})
            assertThat(listedFrom(names.sku("w"), pageSize, skus.size()))
                    .as("in pages of %d", pageSize)
                    .isEqualTo(skus);
    }

    @Test
    void aListingOfAllStocksIsSortedAndCompleteAndEnds() {
        List<Sku> skus =
                IntStream.range(0, 20).mapToObj(i -> stocked("s" + i, i)).toList();

        List<Stock> all = allPages(after -> new ListStocks(Page.SIZE_MAX, after));

        assertThat(all)
                .extracting(Stock::sku)
                .isSorted()
                .doesNotHaveDuplicates()
                .containsAll(skus);
    }

    @Test
    void theLedgerOfASkuComesNewestFirstInPages() {
        Sku a = stocked("a", 100);
        for (int i = 1; i <= 24; i++) inventory().adjust(a, -1, "one", names.request());

        for (int pageSize : new int[] {1, 5, 24, 25, 26}) {
            List<LedgerEntry> entries = allPages(after -> new ListSkuLedger(a, pageSize, after));
            assertThat(entries)
                    .extracting(LedgerEntry::version)
                    .containsExactlyElementsOf(IntStream.iterate(25, i -> i > 0, i -> i - 1)
                            .mapToObj(Long::valueOf)
                            .toList());
        }
        Page<LedgerEntry> page = ask(new ListSkuLedger(a, 25, Optional.empty()));
        assertThat(page.next()).as("no page after the last").isEmpty();
    }

    @Test
    void aPageIsNotMovedByWhatIsWrittenMeanwhile() {
        Sku a = stocked("a", 100);
        for (int i = 1; i <= 9; i++) inventory().adjust(a, -1, "one", names.request());
        Page<LedgerEntry> first = ask(new ListSkuLedger(a, 4, Optional.empty()));
        inventory().adjust(a, -1, "meanwhile", names.request());

        Page<LedgerEntry> second = ask(new ListSkuLedger(a, 4, first.next()));

        assertThat(second.items()).extracting(LedgerEntry::version).containsExactly(6L, 5L, 4L, 3L);
    }

    @Test
    void theLedgerOfAnOrderComesNewestFirstInPages() {
        List<OrderLine> lines = IntStream.range(0, 5)
                .mapToObj(i -> new OrderLine(stocked("s" + i, 10), 3))
                .toList();
        inventory().reserve(order("1"), lines);
        inventory().deduct(order("2"), lines);
        advance(Duration.ofSeconds(1));
        inventory().rollback(order("1"), List.of(lines.get(2)), new RollbackId("r"));
        advance(Duration.ofSeconds(1));
        inventory().confirm(order("1"));

        List<LedgerEntry> whole = ask(new ListOrderLedger(order("1"), Page.SIZE_MAX, Optional.empty()))
                .items();
        assertThat(whole)
                .hasSize(10)
                .extracting(LedgerEntry::refId)
                .containsOnly(order("1").value());
        assertThat(whole).extracting(LedgerEntry::createdAt).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(whole).extracting(LedgerEntry::id).doesNotHaveDuplicates();
        for (int pageSize : new int[] {1, 3, 10})
            assertThat(allPages(after -> new ListOrderLedger(order("1"), pageSize, after)))
                    .isEqualTo(whole);
    }

    @Test
    void theStreamsOfTheLedgersAreTheirPages() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 1)));
        inventory().rollback(order("1"));

        assertThat(inventory().ledger(a))
                .isEqualTo(allPages(after -> new ListSkuLedger(a, 1, after)))
                .hasSize(3);
        assertThat(inventory().ledger(order("1")))
                .isEqualTo(allPages(after -> new ListOrderLedger(order("1"), 1, after)))
                .hasSize(2);
        assertThat(inventory().ledger(names.sku("unknown"))).isEmpty();
        assertThat(inventory().ledger(order("unknown"))).isEmpty();
    }

    @Test
    void theStreamOfAllStocksIsSortedAndComplete() {
        List<Sku> skus =
                IntStream.range(0, 5).mapToObj(i -> stocked("s" + i, i)).toList();

        assertThat(inventory().stocks())
                .extracting(Stock::sku)
                .isSorted()
                .doesNotHaveDuplicates()
                .containsAll(skus);
    }

    @Test
    void aTokenIsOfUseToItsOwnListingOnly() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        for (String label : List.of("1", "2")) inventory().deduct(order(label), List.of(line("a", 1), line("b", 1)));
        List<Function<Optional<PageToken>, Query<? extends Page<?>>>> listings = List.of(
                after -> new ListStocks(1, after),
                after -> new ListSkuLedger(a, 1, after),
                after -> new ListSkuLedger(b, 1, after),
                after -> new ListOrderLedger(order("1"), 1, after),
                after -> new ListOrderLedger(order("2"), 1, after));

        for (var from : listings) {
            Optional<PageToken> token = ask(from.apply(Optional.empty())).next();
            assertThat(token).as("the token of %s", from).isPresent();
            for (var to : listings) {
                if (from == to) assertThat(ask(to.apply(token)).items()).hasSize(1);
                else assertTokenRefused(() -> to.apply(token));
            }
        }
    }

    @Test
    void whatIsNoTokenIsRefusedByEveryListingAlsoAboutTheUnknown() {
        Sku unknown = names.sku("unknown");
        for (String text : List.of("*", "not a token", "Nw", "x".repeat(2_000))) {
            Optional<PageToken> token = Optional.of(new PageToken(text));
            assertTokenRefused(() -> new ListStocks(10, token));
            assertTokenRefused(() -> new ListSkuLedger(unknown, 10, token));
            assertTokenRefused(() -> new ListOrderLedger(order("unknown"), 10, token));
        }
    }

    private void assertTokenRefused(Supplier<Query<?>> query) {
        InventoryException refusal = assertRefused(ErrorReason.INVALID_ARGUMENT, () -> ask(query.get()));
        assertThat(refusal).isInstanceOf(InvalidRequestException.class);
        assertThat(((InvalidRequestException) refusal).violations())
                .extracting(FieldViolation::field)
                .containsExactly("page_token");
    }

    private <A> A ask(Query<A> query) {
        return inventory().execute(query);
    }

    /** The first SKUs after {@code before}, read page by page. */
    private List<Sku> listedFrom(Sku before, int pageSize, int count) {
        List<Sku> skus = new ArrayList<>();
        Stock last = new Stock(before, 0, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);
        Optional<PageToken> after =
                new ListStocks(1, Optional.empty()).page(List.of(last, last)).next();
        while (skus.size() < count && after.isPresent()) {
            Page<Stock> page = ask(new ListStocks(pageSize, after));
            assertThat(page.items()).hasSizeBetween(1, pageSize);
            page.items().forEach(stock -> skus.add(stock.sku()));
            after = page.next();
        }
        return skus.subList(0, Math.min(count, skus.size()));
    }

    private <T> List<T> allPages(Function<Optional<PageToken>, Query<Page<T>>> query) {
        List<T> items = new ArrayList<>();
        Optional<PageToken> after = Optional.empty();
        do {
            Page<T> page = ask(query.apply(after));
            items.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return items;
    }
}
