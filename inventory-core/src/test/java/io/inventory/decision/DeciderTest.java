package io.inventory.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Command;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Extend;
import io.inventory.InternalErrorException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the contract suite can't reach through an inventory. */
class DeciderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sku A = new Sku("a");
    private static final Sku B = new Sku("b");
    private static final OrderId ORDER = new OrderId("o");
    private static final Decider DECIDER = new Decider(Extend.TOTAL_MAX_DEFAULT);
    private final WorkingSet state = new WorkingSet();
    private final List<Changes> stored = new ArrayList<>();

    private static StockLevel level(Sku sku, long available, long reserved, long version) {
        return new StockLevel(sku, available, reserved, 0, 0, version, NOW);
    }

    @Test
    void aReservationThatWouldOverflowIsRefusedAndLeavesNothing() {
        state.add(level(A, 10, 0, 1));
        state.add(level(B, 10, Long.MAX_VALUE, 1));

        Verdict<?> verdict = decide(new Reserve(ORDER, List.of(new OrderLine(A, 1), new OrderLine(B, 1))));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refusal.class,
                        refusal -> assertThat(refusal.exception().reason()).isEqualTo(ErrorReason.OUT_OF_RANGE));
        assertThat(stored).isEmpty();
        assertThat(state.order(ORDER)).isNull();
        assertThat(state.stock(A)).isEqualTo(level(A, 10, 0, 1));
    }

    @Test
    void theRollbacksOfAnOrderHaveUpToTenThousandLinesAndThenOnlyTheLast() {
        List<OrderLine> ordered = new ArrayList<>();
        List<OrderLine> one = new ArrayList<>();
        for (int i = 0; i < OrderLines.LINES_MAX; i++) {
            Sku sku = new Sku("sku-" + i);
            state.add(level(sku, 10, 0, 1));
            ordered.add(new OrderLine(sku, 10));
            one.add(new OrderLine(sku, 1));
        }
        decide(new Deduct(ORDER, ordered));
        int fitting = Rollback.ROLLBACK_LINES_MAX / OrderLines.LINES_MAX;
        for (int i = 1; i <= fitting; i++) assertThat(decide(part(i, one))).isInstanceOf(Verdict.Outcome.class);

        for (List<OrderLine> lines : List.of(one, one.subList(0, 1)))
            assertThat(decide(part(fitting + 1, lines)))
                    .isInstanceOfSatisfying(
                            Verdict.Refusal.class,
                            refusal ->
                                    assertThat(refusal.exception().reason()).isEqualTo(ErrorReason.TOO_MANY_ROLLBACKS));

        assertThat(decide(part(1, one))).isInstanceOf(Verdict.Outcome.class);
        assertThat(decide(new Rollback(ORDER))).isInstanceOf(Verdict.Outcome.class);
        assertThat(state.stock(new Sku("sku-7"))).isEqualTo(level(new Sku("sku-7"), 10, 0, 8));
    }

    private static Rollback part(int number, List<OrderLine> lines) {
        return new Rollback(ORDER, lines, Optional.of(new RollbackId("part-" + number)), RollbackReason.CANCELED);
    }

    @Test
    void theNextDecisionMeetsWhatTheLastOneChanged() {
        state.add(level(A, 3, 0, 1));

        decide(new Deduct(ORDER, List.of(new OrderLine(A, 2))));
        decide(new Deduct(new OrderId("p"), List.of(new OrderLine(A, 2))));

        assertThat(decide(new Deduct(ORDER, List.of(new OrderLine(A, 2)))))
                .isEqualTo(new Verdict.Outcome<>(new Deducted(ORDER, true)));
        assertThat(state.stock(A)).isEqualTo(level(A, 1, 0, 2));
        assertThat(stored)
                .as("one order and one rejection, and nothing for the replay")
                .hasSize(2);
    }

    @Test
    void everyReasonOfARollbackHasALedgerReasonOfItsOwn() {
        state.add(level(A, 10, 0, 1));
        decide(new Deduct(ORDER, List.of(new OrderLine(A, RollbackReason.values().length))));
        stored.clear();

        for (RollbackReason reason : RollbackReason.values())
            decide(new Rollback(
                    ORDER, List.of(new OrderLine(A, 1)), Optional.of(new RollbackId(reason.name())), reason));

        assertThat(stored.stream()
                        .flatMap(changes -> changes.movements().stream())
                        .map(movement -> movement.reason().name()))
                .containsExactlyElementsOf(Stream.of(RollbackReason.values())
                        .map(reason -> "ORDER_" + reason)
                        .toList());
    }

    @Test
    void whatIsNotStoredIsNotMetByTheNextDecision() {
        state.add(level(A, 3, 0, 1));
        Deduct deduct = new Deduct(ORDER, List.of(new OrderLine(A, 2)));

        assertThatThrownBy(() -> DECIDER.decide(deduct, state, NOW, changes -> {
                    throw new IllegalStateException("not stored");
                }))
                .hasMessage("not stored");

        assertThat(state.order(ORDER)).isNull();
        assertThat(state.stock(A)).isEqualTo(level(A, 3, 0, 1));
        assertThat(decide(deduct)).isEqualTo(new Verdict.Outcome<>(new Deducted(ORDER, false)));
    }

    @Test
    void anOrderWhoseStockIsGoneOrTooSmallIsAnErrorThatNamesTheSku() {
        state.add(level(A, 3, 0, 1));
        decide(new Reserve(ORDER, List.of(new OrderLine(A, 2))));

        state.add(level(A, 1, 1, 2));
        assertThatThrownBy(() -> decide(new Rollback(ORDER)))
                .isInstanceOf(InternalErrorException.class)
                .hasMessage("the stock of SKU a has less than its orders hold");
        WorkingSet withoutStock = new WorkingSet();
        withoutStock.add(Objects.requireNonNull(state.order(ORDER)));
        assertThatThrownBy(() -> DECIDER.decide(new Rollback(ORDER), withoutStock, NOW, stored::add))
                .isInstanceOf(InternalErrorException.class)
                .hasMessage("an order holds units of SKU a, which has no stock");
    }

    private <A> Verdict<A> decide(Command<A> command) {
        return DECIDER.decide(command, state, NOW, stored::add);
    }
}
