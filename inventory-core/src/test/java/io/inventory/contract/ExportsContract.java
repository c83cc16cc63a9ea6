package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.ExportStocks;
import io.inventory.ImportId;
import io.inventory.ImportItem;
import io.inventory.InventoryException;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** All stocks as of one time. */
abstract class ExportsContract extends ContractTest {
    @Test
    void theStocksAreThoseOfOneTimeWhateverHappensMeanwhile() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 20);
        inventory().setPolicy(b, 3, 5, names.request());
        inventory().reserve(order("held"), List.of(line("b", 4)));
        List<Stock> before = List.of(inventory().stock(a), inventory().stock(b));
        try (StockExport export = open()) {
            inventory().adjust(a, 5, "found", names.request());
            inventory().deduct(order("1"), List.of(line("a", 1), line("b", 2)));
            stocked("a2", 1);

            assertThat(mine(rest(export))).isEqualTo(before);
        }
        try (Stream<Stock> later = stream()) {
            assertThat(mine(later.toList()))
                    .extracting(stock -> names.label(stock.sku()) + " " + stock.available() + " " + stock.reserved())
                    .containsExactly("a 14 0", "a2 1 0", "b 14 4");
        }
    }

    @Test
    void moreThanAPageComesSortedAndComplete() {
        int count = Page.SIZE_MAX + 100;
        List<ImportItem> items = new ArrayList<>();
        // beyond U+FFFF the order of UTF-16 is another
        for (int i = 0; i < count; i++)
            items.add(new ImportItem.Create(i + 1L, names.sku((i % 2 == 0 ? "\uFFFD" : "\uD83D\uDE00") + "-" + i), i));
        inventory().importStocks(new ImportId(names.prefix() + "many"), items.iterator(), result -> {});

        try (Stream<Stock> stocks = stream()) {
            List<Stock> all = stocks.toList();
            assertThat(all).extracting(Stock::sku).isSorted().doesNotHaveDuplicates();
            assertThat(mine(all)).hasSize(count);
        }
    }

    @Test
    void everyPageIsBoundedAndAfterTheLastThereIsNothing() {
        stocked("a", 1);
        try (StockExport export = open()) {
            List<Stock> page = export.next().join();
            assertThat(page).hasSizeBetween(1, Page.SIZE_MAX);
            rest(export);
            assertThat(export.next().join()).isEmpty();
            assertThat(export.next().join()).isEmpty();
        }
    }

    @Test
    void anOrderIsNeverSeenInPart() throws Exception {
        Sku first = stocked("first", 1_000_000);
        Sku last = stocked("last", 1_000_000);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> orders = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (!done.get() && count < 100_000) {
                assertThat(inventory().deduct(order("o" + count++), List.of(line("first", 1), line("last", 1))))
                        .isInstanceOf(Deducted.class);
            }
            return count;
        });
        try {
            for (int i = 0; i < 10; i++)
                try (Stream<Stock> stocks = stream()) {
                    Map<Sku, Long> available = new HashMap<>();
                    stocks.filter(stock ->
                                    stock.sku().equals(first) || stock.sku().equals(last))
                            .forEach(stock -> available.put(stock.sku(), stock.available()));
                    assertThat(available.get(first)).isEqualTo(available.get(last));
                }
        } finally {
            done.set(true);
        }
        assertThat(orders.get()).isPositive();
        assertLedgerProves(List.of(first, last));
    }

    @Test
    void aClosedExportGivesNothingAndMakesRoomForOthers() {
        stocked("a", 1);
        for (int i = 0; i < 30; i++) {
            StockExport export = open();
            if (i % 2 == 0) assertThat(export.next().join()).isNotEmpty();
            export.close();
            assertThatThrownBy(() -> export.next().join())
                    .hasCauseInstanceOf(UnavailableException.class)
                    .hasMessageContaining("closed");
            export.close();
        }
    }

    @Test
    void whoGivesTheExportUpBeforeItIsThereLeavesNothingBehind() {
        stocked("a", 1);
        IntStream.range(0, 30)
                .mapToObj(i -> inventory().submit(new ExportStocks()))
                .forEach(opened -> opened.cancel(true));
        try (Stream<Stock> stocks = stream()) {
            assertThat(mine(stocks.toList())).hasSize(1);
        }
    }

    @Test
    void ordersGoOnWhileAnExportIsOpen() {
        Sku a = stocked("a", 10);
        try (StockExport export = open()) {
            for (int i = 0; i < 10; i++) inventory().deduct(order("o" + i), List.of(new OrderLine(a, 1)));
            assertStock(a, 0, 0);
            assertThat(mine(rest(export))).extracting(Stock::available).containsExactly(10L);
        }
    }

    private StockExport open() {
        return withRoom(() -> inventory().execute(new ExportStocks()));
    }

    private Stream<Stock> stream() {
        return withRoom(inventory()::exportStocks);
    }

    /** A store has few exports at once, and needs a moment to end those that were closed. */
    private static <T> T withRoom(Supplier<T> opening) {
        List<T> opened = new ArrayList<>();
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            try {
                return opened.add(opening.get());
            } catch (InventoryException e) {
                if (e.reason() != ErrorReason.OVERLOADED) throw e;
                return false;
            }
        });
        return opened.get(0);
    }

    private static List<Stock> rest(StockExport export) {
        List<Stock> all = new ArrayList<>();
        for (List<Stock> page = export.next().join();
                !page.isEmpty();
                page = export.next().join()) all.addAll(page);
        return all;
    }

    private List<Stock> mine(List<Stock> stocks) {
        return stocks.stream()
                .filter(stock -> stock.sku().value().startsWith(names.prefix()))
                .toList();
    }
}
