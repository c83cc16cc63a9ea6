package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderLinesTest {
    private static final OrderId ORDER = new OrderId("o");

    @Test
    void linesAreMergedAndSorted() {
        assertThat(OrderLines.canonical(List.of(line("b", 2), line("a", 1), line("b", 3), line("B", 1))))
                .containsExactly(line("B", 1), line("a", 1), line("b", 5));
    }

    @Test
    void canonicalLinesStayAsTheyAre() {
        List<OrderLine> lines = List.of(line("a", 1), line("b", 2));

        assertThat(OrderLines.canonical(lines)).isEqualTo(lines);
        assertThat(OrderLines.canonical(List.of())).isEmpty();
    }

    @Test
    void anyOrderAndSplitOfLinesIsTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<OrderLine> canonical =
                IntStream.range(0, 20).mapToObj(i -> line("s" + (10 + i), 3)).toList();
        for (int round = 0; round < 200; round++) {
            List<OrderLine> lines = new ArrayList<>();
            for (OrderLine line : canonical)
                if (random.nextBoolean()) lines.add(line);
                else lines.addAll(List.of(new OrderLine(line.sku(), 1), new OrderLine(line.sku(), 2)));
            Collections.shuffle(lines, random);
            assertThat(OrderLines.canonical(lines)).as("seed %d", seed).isEqualTo(canonical);
        }
    }

    @Test
    void theCallersListIsCopied() {
        List<OrderLine> lines = new ArrayList<>(List.of(line("a", 1)));
        Deduct deduct = new Deduct(ORDER, lines);
        lines.add(line("b", 1));

        assertThat(deduct.lines()).containsExactly(line("a", 1));
    }

    @Test
    void twoThousandLinesAreAllowedAndOneMoreIsNot() {
        List<OrderLine> lines = Collections.nCopies(OrderLines.LINES_MAX, line("a", 1));
        List<OrderLine> tooMany = Collections.nCopies(OrderLines.LINES_MAX + 1, line("a", 1));

        assertThat(new Deduct(ORDER, lines).lines()).containsExactly(line("a", 2_000));
        assertThatThrownBy(() -> new Deduct(ORDER, tooMany)).hasMessage("items must have at most 2000 lines, has 2001");
        assertThatThrownBy(() -> new Reserve(ORDER, tooMany)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new CheckStock(tooMany)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new Rollback(ORDER, tooMany, java.util.Optional.empty(), RollbackReason.CANCELED))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aMergedLineMustNotExceedABillionUnits() {
        OrderLine most = line("a", OrderLine.QUANTITY_MAX);

        assertThat(OrderLines.canonical(List.of(line("a", 1), line("a", OrderLine.QUANTITY_MAX - 1))))
                .containsExactly(most);
        assertThatThrownBy(() -> OrderLines.canonical(List.of(most, line("a", 1))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("SKU a together must not exceed 1000000000");
        assertThatThrownBy(() -> OrderLines.canonical(Collections.nCopies(OrderLines.LINES_MAX, most)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aLineTakesAtLeastOneUnit() {
        for (long quantity : new long[] {0, -1, Long.MIN_VALUE, OrderLine.QUANTITY_MAX + 1, Long.MAX_VALUE})
            assertThatThrownBy(() -> line("a", quantity))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("must be 1 to 1000000000, is " + quantity);
    }

    @Test
    void onlyARollbackMayHaveNoLines() {
        assertThatThrownBy(() -> new Deduct(ORDER, List.of())).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new Reserve(ORDER, List.of())).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new CheckStock(List.of())).isInstanceOf(InvalidRequestException.class);
        assertThat(new Rollback(ORDER).lines()).isEmpty();
    }

    private static OrderLine line(String sku, long quantity) {
        return OrderLine.of(sku, quantity);
    }
}
