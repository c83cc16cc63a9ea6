package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.LineBalance;
import io.inventory.Order.PastRollback;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome;
import io.inventory.RollbackOutcome.NothingToRollBack;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What orders give back, in parts and again, beyond the table. */
abstract class RollbackContract extends ContractTest {
    private static final RollbackId FIRST = new RollbackId("first");
    private static final RollbackId SECOND = new RollbackId("second");

    @Test
    void aRollbackUnderItsIdIsAnsweredAsItWasAfterFurtherOnes() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 10)));
        RollbackOutcome first = inventory().rollback(order("1"), List.of(line("a", 2)), FIRST);
        RollbackOutcome second = inventory().rollback(order("1"), List.of(line("a", 3)), SECOND);
        inventory().rollback(order("1"));

        assertThat(first).isEqualTo(rolledBack(OrderStatus.DEDUCTED, a, 2, 2, FIRST, 1, false));
        assertThat(second).isEqualTo(rolledBack(OrderStatus.DEDUCTED, a, 5, 3, SECOND, 2, false));
        assertThat(inventory().rollback(order("1"), List.of(line("a", 2)), FIRST))
                .isEqualTo(rolledBack(OrderStatus.DEDUCTED, a, 2, 2, FIRST, 1, true));
        assertThat(inventory().rollback(order("1"), List.of(line("a", 3)), SECOND))
                .isEqualTo(rolledBack(OrderStatus.DEDUCTED, a, 5, 3, SECOND, 2, true));
        assertStock(a, 10, 0);
    }

    @Test
    void theRollbackOfARejectedOrderLeavesItRejected() {
        stocked("a", 1);
        Deduct deduct = new Deduct(order("1"), List.of(line("a", 2)));
        inventory().execute(deduct);

        assertThat(inventory().rollback(order("1"))).isEqualTo(new NothingToRollBack(order("1"), true));
        assertThat(inventory().order(order("1")).status()).isEqualTo(OrderStatus.REJECTED);
    }

    @Test
    void oneLineTooManyKeepsTheOthersFromComingBack() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        inventory().deduct(order("1"), List.of(line("a", 5), line("b", 5)));
        inventory().rollback(order("1"), List.of(line("b", 1)), FIRST);

        assertRefused(
                ErrorReason.ROLLBACK_EXCEEDS_ORDER,
                () -> inventory().rollback(order("1"), List.of(line("a", 1), line("b", 5)), SECOND));
        assertRefused(
                ErrorReason.ROLLBACK_EXCEEDS_ORDER,
                () -> inventory().execute(Requests.rollback(order("1"), line("a", 1), line("b", 5))));
        assertStock(a, 5, 0);
        assertStock(b, 6, 0);
        assertThat(inventory().order(order("1")).rollbacks()).hasSize(1);
    }

    @Test
    void aRefusedRollbackIdIsNotTaken() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 5)));

        assertRefused(
                ErrorReason.ROLLBACK_EXCEEDS_ORDER,
                () -> inventory().rollback(order("1"), List.of(line("a", 6)), FIRST));
        assertThat(inventory().rollback(order("1"), List.of(line("a", 5)), FIRST))
                .isEqualTo(new RolledBack(
                        order("1"),
                        OrderStatus.ROLLED_BACK,
                        List.of(new LineBalance(a, 5, 5, 5)),
                        List.of(line("a", 5)),
                        Optional.of(FIRST),
                        1,
                        false));
    }

    @Test
    void aRollbackIdBelongsToItsOrder() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 5)));
        inventory().deduct(order("2"), List.of(line("a", 5)));

        inventory().rollback(order("1"), List.of(line("a", 1)), FIRST);
        inventory().rollback(order("2"), List.of(line("a", 2)), FIRST);

        assertStock(a, 3, 0);
    }

    @Test
    void withoutAnIdOrderAndSkuAreTheKey() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        inventory().deduct(order("1"), List.of(line("a", 5), line("b", 5)));

        inventory().execute(Requests.rollback(order("1"), line("a", 2)));
        inventory().execute(Requests.rollback(order("1"), line("a", 2)));
        inventory().execute(Requests.rollback(order("1"), line("a", 2), line("b", 1)));
        inventory().execute(Requests.rollback(order("1"), line("a", 2), line("b", 1)));
        inventory().execute(Requests.rollback(order("1"), line("b", 1)));

        assertStock(a, 7, 0);
        assertStock(b, 6, 0);
        assertRefused(
                ErrorReason.REQUEST_MISMATCH, () -> inventory().execute(Requests.rollback(order("1"), line("b", 2))));
    }

    @Test
    void aReasonIsKeptInTheLedgerAndIsNoContent() {
        Sku a = stocked("a", 10);
        inventory().deduct(order("1"), List.of(line("a", 5)));
        Rollback closed = Requests.close(order("1"), line("a", 2));

        inventory().execute(closed);
        RollbackOutcome again = inventory()
                .execute(new Rollback(order("1"), closed.lines(), Optional.empty(), RollbackReason.CANCELED));
        inventory().execute(new Rollback(order("1"), List.of(), Optional.empty(), RollbackReason.CANCELED));

        assertThat(((RolledBack) again).replayed()).isTrue();
        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::reason)
                .containsExactly(
                        LedgerReason.INITIALIZED,
                        LedgerReason.ORDER_CREATED,
                        LedgerReason.ORDER_CLOSED,
                        LedgerReason.ORDER_CANCELED);
    }

    @Test
    void theOrderShowsItsRollbacksOldestFirst() {
        stocked("a", 10);
        stocked("b", 10);
        inventory().deduct(order("1"), List.of(line("a", 5), line("b", 5)));
        inventory().rollback(order("1"), List.of(line("b", 2), line("a", 1)), FIRST);
        inventory().rollback(order("1"), RollbackReason.CLOSED);

        Instant now = contract().clock().instant();
        assertThat(inventory().order(order("1")).rollbacks())
                .containsExactly(
                        new PastRollback(
                                Optional.of(FIRST), RollbackReason.CANCELED, List.of(line("a", 1), line("b", 2)), now),
                        new PastRollback(
                                Optional.empty(), RollbackReason.CLOSED, List.of(line("a", 4), line("b", 3)), now));
    }

    @Test
    void whatWasGivenBackBeforeTheConfirmationIsNotSold() {
        Sku a = stocked("a", 10);
        inventory().reserve(order("1"), List.of(line("a", 5)));
        inventory().rollback(order("1"), List.of(line("a", 2)), FIRST);
        assertStock(a, 7, 3);
        inventory().confirm(order("1"));
        assertStock(a, 7, 0);

        inventory().rollback(order("1"));

        assertStock(a, 10, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void anOrderHasUpToAThousandRollbacksAndThenOnlyTheLast() {
        Sku a = stocked("a", 2_000);
        inventory().deduct(order("1"), List.of(line("a", 2_000)));
        List<OrderLine> one = List.of(line("a", 1));
        for (int i = 0; i < Rollback.ROLLBACKS_MAX; i++)
            inventory().rollback(order("1"), one, new RollbackId("part-" + i));

        assertRefused(
                ErrorReason.TOO_MANY_ROLLBACKS,
                () -> inventory().rollback(order("1"), one, new RollbackId("one too many")));
        assertStock(a, 1_000, 0);
        assertThat(((RolledBack) inventory().rollback(order("1"), one, new RollbackId("part-7"))).lines())
                .containsExactly(new LineBalance(a, 2_000, 2_000, 8));
        assertThat(((RolledBack) inventory().rollback(order("1"))).sequence()).isEqualTo(Rollback.ROLLBACKS_MAX + 1);
        assertStock(a, 2_000, 0);
        assertThat(new ArrayList<>(LedgerProof.entries(inventory(), order("1"))))
                .hasSize(1_002);
    }

    private RolledBack rolledBack(
            OrderStatus status, Sku sku, long returned, long givenBack, RollbackId id, int sequence, boolean replayed) {
        return new RolledBack(
                order("1"),
                status,
                List.of(new LineBalance(sku, 10, 10, returned)),
                List.of(new OrderLine(sku, givenBack)),
                Optional.of(id),
                sequence,
                replayed);
    }
}
