package io.inventory.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiryChoiceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sku A = new Sku("A");
    private static final Sku B = new Sku("B");
    private static final long LARGE = ExpiryChoice.LINES_BYTES_MAX * 2 / 3;

    private final List<ReservedUnits> found = new ArrayList<>();
    private final Map<OrderId, Long> bytes = new HashMap<>();

    @Test
    void whereNothingComesBackItIsChosenAFewTimes() {
        for (int i = 0; i < 10; i++) found(A, "a" + i, 5, 40);
        ExpiryChoice choice = new ExpiryChoice(found, bytes);
        for (int i = 1; i <= ExpiryChoice.CHOICES_MAX; i++) {
            assertThat(choice.choose(shortOf(A, 5))).isTrue();
            assertThat(choice.orders()).hasSize(i);
        }
        assertThat(choice.choose(shortOf(A, 5))).isFalse();
        assertThat(choice.orders()).hasSize(ExpiryChoice.CHOICES_MAX);
    }

    @Test
    void whatIsCoveredIsNotChosenFor() {
        found(A, "a0", 5, 40);
        found(A, "a1", 5, 40);
        ExpiryChoice choice = new ExpiryChoice(found, bytes);
        assertThat(choice.choose(shortOf(A, 5))).isTrue();
        assertThat(choice.choose(shortOf(A, 0))).isFalse();
        assertThat(choice.orders()).containsExactly(new OrderId("a0"));
    }

    @Test
    void oneOfEachSkuIsChosenHoweverLargeTheLinesAre() {
        for (int i = 0; i < 3; i++) found(A, "a" + i, 1, LARGE);
        for (int i = 0; i < 3; i++) found(B, "b" + i, 1, LARGE);
        ExpiryChoice choice = new ExpiryChoice(found, bytes);
        assertThat(choice.choose(shortOf(A, 1, B, 1))).isTrue();
        assertThat(choice.orders()).containsExactly(new OrderId("a0"), new OrderId("b0"));
        assertThat(choice.choose(shortOf(A, 0, B, 1)))
                .as("one that gives nothing back")
                .isTrue();
        assertThat(choice.orders()).containsExactly(new OrderId("a0"), new OrderId("b0"), new OrderId("b1"));
    }

    @Test
    void forASkuThatNeedsMoreThanMayExpireItIsNotChosenAgain() {
        for (int i = 0; i < 3; i++) found(A, "a" + i, 1, LARGE);
        ExpiryChoice choice = new ExpiryChoice(found, bytes);
        assertThat(choice.choose(shortOf(A, 3))).isTrue();
        assertThat(choice.orders()).containsExactly(new OrderId("a0"));
        assertThat(choice.choose(shortOf(A, 2))).isFalse();
    }

    @Test
    void noMoreOrdersExpireThanMay() {
        for (int i = 0; i < ExpiryChoice.ORDERS_MAX; i++) found(A, "a" + i, 1, 1);
        found(B, "b", 1, 1);
        ExpiryChoice choice = new ExpiryChoice(found, bytes);
        choice.choose(shortOf(A, ExpiryChoice.ORDERS_MAX, B, 1));
        assertThat(choice.orders()).hasSize(ExpiryChoice.ORDERS_MAX).doesNotContain(new OrderId("b"));
    }

    private void found(Sku sku, String order, long units, long size) {
        found.add(new ReservedUnits(sku, new OrderId(order), units, NOW));
        bytes.put(new OrderId(order), size);
    }

    private static Shortfall shortOf(Sku sku, long units) {
        return shortOf(sku, units, sku.equals(A) ? B : A, 0);
    }

    /** What a refused order of that many units is short of, where none is left that is not reserved. */
    private static Shortfall shortOf(Sku one, long unitsOfOne, Sku other, long unitsOfOther) {
        WorkingSet state = new WorkingSet();
        List<OrderLine> lines = new ArrayList<>();
        for (Map.Entry<Sku, Long> each :
                Map.of(one, unitsOfOne, other, unitsOfOther).entrySet()) {
            state.add(new StockLevel(each.getKey(), 0, 1, 0, 0, 1, NOW));
            if (each.getValue() > 0) lines.add(new OrderLine(each.getKey(), each.getValue()));
        }
        Shortfall shortfall = new Shortfall();
        if (!lines.isEmpty()) shortfall.add(new Deduct(new OrderId("new"), lines), state);
        return shortfall;
    }
}
