package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.BatchGetStock;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.StockChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest, longest and strangest values that are valid go in and come out unchanged. */
abstract class ValuesContract extends ContractTest {
    private static final int CODE_POINTS_MAX = 128;

    @Test
    void linesInAnotherOrderOrSplitAreTheSameOrder() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        inventory().deduct(order("1"), List.of(line("b", 2), line("a", 1), line("a", 3)));

        assertThat(inventory().deduct(order("1"), List.of(line("a", 4), line("b", 2))))
                .isEqualTo(new Deducted(order("1"), true));
        assertThat(inventory().deduct(order("1"), List.of(line("b", 1), line("a", 4), line("b", 1))))
                .isEqualTo(new Deducted(order("1"), true));
        assertRefused(
                ErrorReason.ORDER_MISMATCH,
                () -> inventory().deduct(order("1"), List.of(line("a", 4), line("b", 2), line("b", 1))));
        assertStock(a, 6, 0);
        assertStock(b, 8, 0);
    }

    @Test
    void linesOfARollbackInAnotherOrderOrSplitAreTheSameRollback() {
        Sku a = stocked("a", 10);
        stocked("b", 10);
        inventory().deduct(order("1"), List.of(line("a", 4), line("b", 2)));
        RollbackId id = new RollbackId("r");
        inventory().rollback(order("1"), List.of(line("b", 1), line("a", 2)), id);

        assertThat(inventory().rollback(order("1"), List.of(line("a", 1), line("b", 1), line("a", 1)), id))
                .isInstanceOfSatisfying(
                        RolledBack.class, again -> assertThat(again.replayed()).isTrue());
        assertStock(a, 8, 0);
    }

    @Test
    void anOrderOf2000LinesIsTakenAndGivenBack() {
        List<Sku> skus = stocked(OrderLines.LINES_MAX, 3);
        List<OrderLine> lines =
                new ArrayList<>(skus.stream().map(sku -> new OrderLine(sku, 2)).toList());
        Collections.reverse(lines);

        assertThat(inventory().deduct(order("1"), lines)).isEqualTo(new Deducted(order("1"), false));
        assertThat(inventory().deduct(order("2"), lines))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.toString())
                                .contains(
                                        skus.get(0).value(),
                                        skus.get(OrderLines.LINES_MAX - 1).value()));
        assertThat(inventory().order(order("1")).lines()).hasSize(OrderLines.LINES_MAX);
        inventory().rollback(order("1"));

        assertThat(inventory().order(order("1")).status()).isEqualTo(OrderStatus.ROLLED_BACK);
        assertThat(LedgerProof.entries(inventory(), order("1"))).hasSize(2 * OrderLines.LINES_MAX);
        assertThat(inventory().stocks(skus.subList(0, BatchGetStock.SKUS_MAX)).stocks())
                .hasSize(BatchGetStock.SKUS_MAX)
                .allSatisfy(stock -> assertThat(stock.available()).isEqualTo(3));
        assertLedgerProves(skus.subList(0, 10));
    }

    @Test
    void twoThousandLinesOfOneSkuAreOneLine() {
        Sku a = stocked("a", 5_000);
        inventory().deduct(order("1"), Collections.nCopies(OrderLines.LINES_MAX, line("a", 2)));

        assertStock(a, 1_000, 0);
        assertThat(inventory().stock(a).version()).isEqualTo(2);
    }

    @Test
    void aLineMayTakeABillionUnits() {
        Sku a = stocked("a", OrderLine.QUANTITY_MAX);

        assertThat(inventory().deduct(order("1"), List.of(line("a", OrderLine.QUANTITY_MAX))))
                .isEqualTo(new Deducted(order("1"), false));
        assertStock(a, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "\uD83D\uDE00",
                "\uFFFD",
                "it's",
                "\"quoted\"",
                "100 % _ off",
                "back\\slash",
                "a,b;c{d}e[f]",
                "<&>",
                "caf\u00E9",
                "cafe\u0301",
                "\u5546\u54C1",
                "\u05D0\u200F",
                "null",
                "'; drop table inventory_stocks; --"
            })
    void idsOf128CodePointsComeBackAsTheyWent(String text) {
        String id = fill(text);
        Sku sku = new Sku(id);
        OrderId orderId = new OrderId(id);
        inventory().create(sku, 10, new RequestId(id));
        inventory().adjust(sku, 1, fill(text) + fill(text), new RequestId(flip(id)));
        inventory().deduct(orderId, List.of(new OrderLine(sku, 3)));
        inventory().rollback(orderId, List.of(new OrderLine(sku, 1)), new RollbackId(id));

        assertThat(id.codePointCount(0, id.length())).isEqualTo(CODE_POINTS_MAX);
        assertThat(inventory().stock(sku).sku()).isEqualTo(sku);
        assertThat(inventory().order(orderId)).satisfies(order -> {
            assertThat(order.id()).isEqualTo(orderId);
            assertThat(order.lines().get(0).sku()).isEqualTo(sku);
            assertThat(order.rollbacks().get(0).rollbackId()).contains(new RollbackId(id));
        });
        assertThat(LedgerProof.entries(inventory(), sku))
                .extracting(LedgerEntry::refId)
                .containsExactly(id, flip(id), id, id);
        assertThat(LedgerProof.entries(inventory(), sku).get(1).note()).isEqualTo(fill(text) + fill(text));
        assertThat(inventory().adjust(sku, 1, fill(text) + fill(text), new RequestId(flip(id))))
                .isEqualTo(new StockChanged(sku, 11, 0, 2, true));
    }

    @Test
    void anIdMayBe128Emoji() {
        int[] emoji = names.sku("a").value().codePoints().map(c -> 0x1F600 + c).toArray();
        String id = Stream.concat(
                        IntStream.of(emoji).mapToObj(Character::toString),
                        Collections.nCopies(CODE_POINTS_MAX - emoji.length, "\uD83D\uDE00").stream())
                .reduce("", String::concat);
        Sku sku = new Sku(id);
        inventory().create(sku, 10, new RequestId(id));

        assertThat(id).hasSize(2 * CODE_POINTS_MAX);
        assertThat(inventory().deduct(new OrderId(id), List.of(new OrderLine(sku, 10))))
                .isEqualTo(new Deducted(new OrderId(id), false));
        assertThat(inventory().order(new OrderId(id)).lines().get(0).sku()).isEqualTo(sku);
        assertLedgerProves(List.of(sku));
    }

    @Test
    void idsThatDifferByCaseOrCompositionAreDifferent() {
        Sku lower = stocked("caf\u00E9", 1);
        Sku upper = stocked("CAF\u00C9", 2);
        Sku decomposed = stocked("cafe\u0301", 3);

        inventory().deduct(order("\u00E9"), List.of(new OrderLine(lower, 1)));
        inventory().deduct(order("\u00C9"), List.of(new OrderLine(upper, 1)));
        inventory().deduct(order("e\u0301"), List.of(new OrderLine(decomposed, 1)));
        inventory().adjust(upper, 5, "found", new RequestId("r"));
        inventory().adjust(upper, 5, "found", new RequestId("R"));
        inventory().rollback(order("\u00C9"));

        assertStock(lower, 0, 0);
        assertStock(upper, 12, 0);
        assertStock(decomposed, 2, 0);
    }

    @Test
    void stockReachesTheLargest64BitNumberAndNotBeyond() {
        Sku a = stocked("a", Long.MAX_VALUE);

        assertRefused(ErrorReason.OUT_OF_RANGE, () -> inventory().adjust(a, 1, "one more", names.request()));
        assertRefused(ErrorReason.OUT_OF_RANGE, () -> inventory().adjust(a, Long.MAX_VALUE, "more", names.request()));
        assertRefused(
                ErrorReason.ADJUSTMENT_BELOW_ZERO,
                () -> inventory().adjust(a, Long.MIN_VALUE, "less", names.request()));
        assertThat(inventory()
                        .adjust(a, -Long.MAX_VALUE, "nothing left", names.request())
                        .available())
                .isZero();
        assertThat(inventory()
                        .set(a, Long.MAX_VALUE, "all there is", names.request())
                        .version())
                .isEqualTo(3);
        assertLedgerProves(List.of(a));
    }

    @Test
    void aRollbackThatWouldOverflowChangesNothing() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        inventory().deduct(order("1"), List.of(line("a", 1), line("b", 1)));
        inventory().set(b, Long.MAX_VALUE, "counted", names.request());

        assertRefused(ErrorReason.OUT_OF_RANGE, () -> inventory().rollback(order("1")));
        assertStock(a, 9, 0);
        assertThat(inventory().order(order("1")).status()).isEqualTo(OrderStatus.DEDUCTED);
        inventory().adjust(b, -1, "room for one", names.request());
        inventory().rollback(order("1"));

        assertStock(a, 10, 0);
        assertStock(b, Long.MAX_VALUE, 0);
        assertLedgerProves(List.of(a, b));
    }

    @Test
    void anExpiryThatWouldOverflowIsRefusedUntilThereIsRoom() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 1)));
        inventory().set(a, Long.MAX_VALUE, "counted", names.request());
        advance(Duration.ofSeconds(60));

        assertRefused(ErrorReason.OUT_OF_RANGE, () -> inventory().confirm(order("1")));
        assertStock(a, Long.MAX_VALUE, 1);
        inventory().adjust(a, -1, "room for one", names.request());
        inventory().confirm(order("1"));

        assertStock(a, Long.MAX_VALUE, 0);
        assertThat(inventory().order(order("1")).status()).isEqualTo(OrderStatus.EXPIRED);
        assertLedgerProves(List.of(a));
    }

    /** This test's own text of 128 code points that ends with {@code text}. */
    private String fill(String text) {
        String ends = names.prefix() + "|" + text;
        return names.prefix() + ".".repeat(CODE_POINTS_MAX - ends.codePointCount(0, ends.length())) + "|" + text;
    }

    /** Another text of the same length. */
    private static String flip(String id) {
        return id.replace('.', ':');
    }
}
