package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.memory.InMemoryInventory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the streams of listings read. */
class PagesTest {
    private static final int STOCKS = 2 * Page.SIZE_MAX + 1;

    private final List<Query<?>> asked = new ArrayList<>();
    private final Inventory inventory = new Inventory() {
        private final Inventory memory = new InMemoryInventory();

        @Override
        public <A> A execute(Request<A> request) {
            if (request instanceof Query<?> query) asked.add(query);
            if (asked.size() == failAt) throw UnavailableException.unavailable("it is a test");
            return memory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            return memory.submit(request);
        }

        @Override
        public void close() {
            memory.close();
        }
    };
    private int failAt = -1;

    @BeforeEach
    void fill() {
        for (int i = 0; i < STOCKS; i++) inventory.create(new Sku("s" + (STOCKS + i)), 1, new RequestId("r"));
    }

    @Test
    void everyPageIsReadOnceAndEveryItemComes() {
        assertThat(inventory.stocks().map(stock -> stock.sku().value()))
                .containsExactlyElementsOf(IntStream.range(STOCKS, 2 * STOCKS)
                        .mapToObj(i -> "s" + i)
                        .toList());
        assertThat(asked).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void nothingIsReadBeforeItIsAskedForAndNoPageMoreThanNeeded() {
        Stream<Stock> stocks = inventory.stocks();
        assertThat(asked).isEmpty();

        assertThat(stocks.limit(Page.SIZE_MAX)).hasSize(Page.SIZE_MAX);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aListingThatFailsOnTheWayFailsTheStream() {
        failAt = 2;
        List<Stock> seen = new ArrayList<>();

        assertThatThrownBy(() -> inventory.stocks().forEach(seen::add)).isInstanceOf(UnavailableException.class);
        assertThat(seen).hasSize(Page.SIZE_MAX);
    }

    @Test
    void aParallelStreamReadsTheSame() {
        assertThat(inventory.stocks().parallel().map(Stock::sku).collect(Collectors.toSet()))
                .hasSize(STOCKS);
    }

    @Test
    void theEndIsTheEnd() {
        Iterator<LedgerEntry> none = inventory.ledger(new Sku("unknown")).iterator();

        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
        assertThat(asked).hasSize(1);
    }
}
