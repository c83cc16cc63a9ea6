package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.BatchGetStock;
import io.inventory.ErrorReason;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.OrderLine;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockCheck;
import io.inventory.Stocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be asked of a SKU, an order or a list of lines. */
abstract class QueriesContract extends ContractTest {
    @Test
    void aStockShowsItsUnitsVersionAndTimes() {
        Instant created = contract().clock().instant();
        Sku a = stocked("a", 10);
        advance(Duration.ofSeconds(5));
        inventory().reserve(order("1"), List.of(line("a", 4)));

        assertThat(inventory().stock(a)).isEqualTo(new Stock(a, 6, 4, 0, 0, 2, created, created.plusSeconds(5)));
    }

    @Test
    void whatIsNotKnownIsNotFound() {
        assertThat(assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().stock(names.sku("a")))
                        .ids())
                .containsEntry("sku_id", names.sku("a").value());
        assertThat(assertRefused(ErrorReason.ORDER_NOT_FOUND, () -> inventory().order(order("1")))
                        .ids())
                .containsEntry("order_id", order("1").value());
        assertThat(ask(new ListSkuLedger(names.sku("a"), 10, Optional.empty())).items())
                .isEmpty();
        assertThat(ask(new ListOrderLedger(order("1"), 10, Optional.empty())).items())
                .isEmpty();
    }

    @Test
    void aBatchNamesWhatItDoesNotKnow() {
        Sku b = stocked("b", 2);
        Sku d = stocked("d", 4);

        Stocks stocks = inventory()
                .stocks(Stream.of("e", "d", "c", "b", "a", "d").map(names::sku).toList());

        assertThat(stocks.stocks()).extracting(Stock::sku).containsExactly(b, d);
        assertThat(stocks.stocks()).extracting(Stock::available).containsExactly(2L, 4L);
        assertThat(stocks.unknown()).containsExactly(names.sku("a"), names.sku("c"), names.sku("e"));
    }

    @Test
    void aBatchNamesUpToAThousandSkus() {
        Sku a = stocked("500", 1);
        List<Sku> skus = IntStream.range(0, BatchGetStock.SKUS_MAX)
                .mapToObj(i -> names.sku(Integer.toString(i)))
                .toList();

        Stocks stocks = inventory().stocks(skus);

        assertThat(stocks.stocks()).extracting(Stock::sku).containsExactly(a);
        assertThat(stocks.unknown()).hasSize(BatchGetStock.SKUS_MAX - 1).isSorted();
    }

    @Test
    void aCheckTellsEachLineAndHoldsNothing() {
        Sku a = stocked("a", 5);
        Sku b = stocked("b", 5);
        List<OrderLine> lines = List.of(line("b", 4), line("a", 5), line("b", 2), line("c", 1));

        StockCheck check = inventory().check(lines);

        assertThat(check.sellable()).isFalse();
        assertThat(check.lines())
                .containsExactly(
                        new StockCheck.Line(a, 5, 5, true),
                        new StockCheck.Line(b, 6, 5, true),
                        new StockCheck.Line(names.sku("c"), 1, 0, false));
        assertThat(check.lines()).extracting(StockCheck.Line::sellable).containsExactly(true, false, false);
        assertThat(inventory().check(List.of(line("a", 5), line("b", 5))).sellable())
                .isTrue();
        assertThat(inventory().stock(a).version()).isEqualTo(1);
    }

    @Test
    void aReadSeesWhatWasWrittenBefore() {
        Sku a = stocked("a", 1_000);
        for (int i = 1; i <= 200; i++) {
            inventory().deduct(order("o" + i), List.of(line("a", 1)));
            assertThat(inventory().stock(a).available()).isEqualTo(1_000 - i);
        }
    }

    private <A> A ask(Query<A> query) {
        return inventory().execute(query);
    }
}
