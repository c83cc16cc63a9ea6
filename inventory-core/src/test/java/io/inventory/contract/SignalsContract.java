package io.inventory.contract;

import static io.inventory.StockSignalKind.BACK;
import static io.inventory.StockSignalKind.LOW;
import static io.inventory.StockSignalKind.RECOVERED;
import static io.inventory.StockSignalKind.SOLD_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ErrorReason;
import io.inventory.ExpireOutcome;
import io.inventory.ExpirySignal;
import io.inventory.ListSignals;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockSignal;
import io.inventory.StockSignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the rest of the shop is told: each edge once, in order. */
abstract class SignalsContract extends ContractTest {
    private long begin;

    @BeforeEach
    void goToTheEndOfTheFeed() {
        begin = newest();
    }

    @Test
    void theLastUnitAndTheFirstOneBackAreTold() {
        Sku a = stocked("a", 5);
        inventory().deduct(order("1"), List.of(line("a", 3)));
        inventory().reserve(order("2"), List.of(line("a", 2)));
        inventory().rollback(order("1"));

        Stock stock = inventory().stock(a);
        assertThat(signals())
                .containsExactly(
                        new StockSignal(
                                SOLD_OUT,
                                a,
                                0,
                                2,
                                0,
                                2,
                                3,
                                inventory().ledger(a).toList().get(1).createdAt()),
                        new StockSignal(BACK, a, 3, 2, 3, 3, 4, stock.updatedAt()));
    }

    @Test
    void whatIsCreatedRefusedOrRepeatedTellsNothing() {
        stocked("a", 1);
        stocked("b", 0);
        inventory().deduct(order("1"), List.of(line("a", 2)));
        inventory().deduct(order("2"), List.of(line("b", 1)));
        assertThat(signals()).isEmpty();

        inventory().deduct(order("3"), List.of(line("a", 1)));
        inventory().deduct(order("3"), List.of(line("a", 1)));
        assertThat(kinds()).containsExactly(SOLD_OUT);
    }

    @Test
    void lowAndRecoveredAreToldAtTheThreshold() {
        Sku a = stocked("a", 10);
        inventory().setPolicy(a, 0, 4, names.request());
        inventory().deduct(order("1"), List.of(line("a", 5)));
        assertThat(kinds()).isEmpty();
        inventory().deduct(order("2"), List.of(line("a", 1)));
        assertThat(kinds()).containsExactly(LOW);
        inventory().deduct(order("3"), List.of(line("a", 1)));
        inventory().adjust(a, 1, "found", names.request());
        assertThat(kinds()).containsExactly(LOW);
        inventory().adjust(a, 1, "found", names.request());
        assertThat(kinds()).containsExactly(LOW, RECOVERED);
    }

    @Test
    void oneChangeCrossesBothEdges() {
        Sku a = stocked("a", 10);
        inventory().setPolicy(a, 0, 4, names.request());
        inventory().deduct(order("1"), List.of(line("a", 10)));
        inventory().rollback(order("1"));

        assertThat(kinds()).containsExactly(LOW, SOLD_OUT, BACK, RECOVERED);
        assertThat(signals().stream().map(Signal::eventId)).doesNotHaveDuplicates();
    }

    @Test
    void aPolicyCrossesEdgesWithoutMovingAUnit() {
        Sku a = stocked("a", 5);
        inventory().setPolicy(a, 5, 0, names.request());
        assertThat(kinds()).containsExactly(SOLD_OUT);
        inventory().setPolicy(a, 2, 3, names.request());
        assertThat(kinds()).containsExactly(SOLD_OUT, BACK, LOW);
        inventory().setPolicy(a, 2, 0, names.request());
        assertThat(kinds()).containsExactly(SOLD_OUT, BACK, LOW, RECOVERED);
    }

    @Test
    void theSafetyStockIsNotSellable() {
        Sku a = stocked("a", 5);
        inventory().setPolicy(a, 2, 0, names.request());
        inventory().deduct(order("1"), List.of(line("a", 3)));
        assertThat(signals()).singleElement().isInstanceOfSatisfying(StockSignal.class, signal -> {
            assertThat(signal.kind()).isEqualTo(SOLD_OUT);
            assertThat(List.of(signal.available(), signal.sellable())).containsExactly(2L, 0L);
        });
    }

    @Test
    void whatExpiresIsToldWithTheUnitsThatCameBack() {
        Sku a = stocked("a", 2);
        Sku b = stocked("b", 9);
        inventory().execute(Requests.reserve(order("1"), 60, line("b", 4), line("a", 2)));
        advance(Duration.ofSeconds(60));
        assertThat(inventory().execute(new io.inventory.Expire(order("1"))))
                .isEqualTo(new ExpireOutcome.Expired(order("1"), false));
        inventory().confirm(order("1"));

        List<OrderLine> givenBack = List.of(line("a", 2), line("b", 4));
        assertThat(signals().stream().filter(ExpirySignal.class::isInstance))
                .containsExactly(new ExpirySignal(
                        order("1"),
                        givenBack,
                        3,
                        inventory().order(order("1")).closedAt().orElseThrow()));
        assertThat(kinds()).containsExactly(SOLD_OUT, BACK);
        assertLedgerProves(List.of(a, b));
    }

    @Test
    void whatOthersNeedExpiresAndIsTold() {
        Sku a = stocked("a", 5);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        advance(Duration.ofSeconds(60));
        inventory().deduct(order("2"), List.of(line("a", 5)));

        assertThat(signals()).hasSize(2).first().isInstanceOf(ExpirySignal.class);
        assertThat(kinds()).containsExactly(SOLD_OUT);
        assertStock(a, 0, 0);
    }

    @Test
    void theFeedIsTheSameInPagesOfAnySize() {
        Sku a = stocked("a", 1);
        for (int i = 0; i < 5; i++) {
            inventory().deduct(order("" + i), List.of(line("a", 1)));
            inventory().rollback(order("" + i));
        }
        List<SignalEntry> all = read(Page.SIZE_MAX);
        assertThat(read(1)).isEqualTo(all);
        assertThat(read(3)).isEqualTo(all);
        assertThat(all)
                .extracting(SignalEntry::position)
                .containsExactlyElementsOf(LongStream.rangeClosed(begin + 1, begin + all.size())
                        .boxed()
                        .toList());
        assertThat(newest()).isEqualTo(begin + all.size());
        assertAlternate(List.of(a));
    }

    @Test
    void aPositionThatTheFeedDidNotGiveIsRefused() {
        long newest = newest();
        assertThat(assertRefused(ErrorReason.INVALID_ARGUMENT, () -> inventory().signals(newest + 1_000_000)))
                .hasMessageContaining("resume_token");
        assertThat(inventory().signals(newest).entries()).isEmpty();
    }

    @Test
    void whatWasKeptForLongEnoughIsPrunedAndWhoComesBackIsTold() {
        stocked("a", 1);
        inventory().deduct(order("1"), List.of(line("a", 1)));
        long first = newest();
        inventory().rollback(order("1"));
        assertThat(kinds()).containsExactly(SOLD_OUT, BACK);
        advance(Signal.RETENTION_DEFAULT.plusDays(1));
        inventory().deduct(order("2"), List.of(line("a", 1)));
        inventory().signals(first + 1);

        assertRefused(ErrorReason.SIGNALS_PRUNED, () -> inventory().signals(first));
        SignalPage left = inventory().signals(ListSignals.OLDEST);
        assertThat(left.entries()).extracting(SignalEntry::position).containsExactly(first + 2);
        assertThat(left.begin()).isEqualTo(first + 1);
        assertThat(inventory().signals(first + 1)).isEqualTo(left);
    }

    /** The position before the first signal is one as well, and no request for whatever is kept. */
    @Test
    void whoHadSeenNoneYetIsToldOfThoseThatWereMissedToo() {
        stocked("a", 1);
        inventory().deduct(order("1"), List.of(line("a", 1)));
        inventory().signals(begin);
        advance(Signal.RETENTION_DEFAULT.plusDays(1));
        inventory().rollback(order("1"));
        inventory().signals(ListSignals.OLDEST);

        assertThat(assertRefused(ErrorReason.SIGNALS_PRUNED, () -> inventory().signals(0))
                        .ids())
                .containsEntry("resume_token", "0");
        assertThat(inventory().signals(ListSignals.OLDEST).entries()).hasSize(1);
    }

    @Test
    void theEndOfTheFeedIsToldWithoutASignal() {
        stocked("a", 1);
        assertThat(inventory().execute(new ListSignals(ListSignals.NEWEST, 1)))
                .isEqualTo(new SignalPage(List.of(), begin, begin));
        inventory().deduct(order("1"), List.of(line("a", 1)));
        assertThat(inventory().execute(new ListSignals(ListSignals.NEWEST, 1)))
                .isEqualTo(new SignalPage(List.of(), begin + 1, begin + 1));
        assertThat(inventory().signals(begin + 1)).isEqualTo(new SignalPage(List.of(), begin + 1, begin + 1));
    }

    @Test
    void whatIsNoPositionAtAllIsRefused() {
        assertThat(assertRefused(ErrorReason.INVALID_ARGUMENT, () -> inventory().signals(ListSignals.NEWEST - 1)))
                .hasMessageContaining("resume_token");
    }

    /** Orders, cancellations and operators at once, of a SKU that is sold out again and again. */
    @Test
    void edgesAlternateWhateverHappensAtOnce() {
        Sku a = stocked("a", 2);
        Sku b = stocked("b", 3);
        inventory().setPolicy(b, 1, 1, names.request());
        Race.run(120, 8, number -> {
            String label = "" + number;
            if (number % 3 == 0) inventory().deduct(order(label), List.of(line("b", 1), line("a", 1)));
            else inventory().reserve(order(label), List.of(line(number % 3 == 1 ? "a" : "b", 1)));
            if (number % 10 == 9) inventory().adjust(a, 1, "found", names.request());
            else inventory().rollback(order("" + (number - 5 >= 0 ? number - 5 : number)));
            return number;
        });
        assertThat(kinds()).hasSizeGreaterThan(4);
        assertAlternate(List.of(a, b));
    }

    /** The published edges of a SKU take turns, and the last one matches the stock. */
    private void assertAlternate(List<Sku> skus) {
        for (Sku sku : skus) {
            List<StockSignal> edges =
                    edges().stream().filter(edge -> edge.sku().equals(sku)).toList();
            assertThat(edges).extracting(StockSignal::version).isSorted();
            Stock stock = inventory().stock(sku);
            assertAlternate(edges, SOLD_OUT, BACK, stock.sellable() == 0);
            assertAlternate(
                    edges, LOW, RECOVERED, stock.lowThreshold() > 0 && stock.sellable() <= stock.lowThreshold());
        }
    }

    private static void assertAlternate(
            List<StockSignal> edges, StockSignalKind in, StockSignalKind out, boolean isIn) {
        List<StockSignalKind> kinds = edges.stream()
                .map(StockSignal::kind)
                .filter(kind -> kind == in || kind == out)
                .toList();
        for (int i = 1; i < kinds.size(); i++) assertThat(kinds.get(i)).isNotEqualTo(kinds.get(i - 1));
        if (!kinds.isEmpty()) assertThat(kinds.get(kinds.size() - 1)).isEqualTo(isIn ? in : out);
    }

    private List<StockSignalKind> kinds() {
        return edges().stream().map(StockSignal::kind).toList();
    }

    private List<StockSignal> edges() {
        return signals().stream()
                .filter(StockSignal.class::isInstance)
                .map(StockSignal.class::cast)
                .toList();
    }

    /** Those of this test's SKUs. */
    private List<Signal> signals() {
        return read(Page.SIZE_MAX).stream()
                .map(SignalEntry::signal)
                .filter(signal -> signal.sku().value().startsWith(names.prefix()))
                .toList();
    }

    private long newest() {
        return inventory().execute(new ListSignals(ListSignals.NEWEST, 1)).newest();
    }

    private List<SignalEntry> read(int max) {
        List<SignalEntry> all = new ArrayList<>();
        for (long after = begin; ; after = all.get(all.size() - 1).position()) {
            List<SignalEntry> page =
                    inventory().execute(new ListSignals(after, max)).entries();
            if (page.isEmpty()) return all;
            all.addAll(page);
        }
    }
}
