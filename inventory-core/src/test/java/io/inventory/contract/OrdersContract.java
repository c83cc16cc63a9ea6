package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.Rejected;
import io.inventory.Rejection.InsufficientStock;
import io.inventory.Rejection.UnknownSku;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** How new orders are decided, and what is recorded of them. */
abstract class OrdersContract extends ContractTest {
    @Test
    void whatIsTooLateToBeginIsNeverCarriedOutAndMayBeRepeated() {
        Sku a = stocked("a", 10);
        Deduct deduct = new Deduct(order("1"), List.of(line("a", 1)));

        assertThat(inventory().submit(deduct, Duration.ZERO))
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(UnavailableException.class);
        assertStock(a, 10, 0);

        assertThat(inventory().submit(deduct, Duration.ofSeconds(20)))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(new Deducted(order("1"), false));
        assertStock(a, 9, 0);
    }

    @Test
    void aDeductionTakesEveryLineAndWritesOneEntryEach() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);

        assertThat(inventory().deduct(order("1"), List.of(line("b", 10), line("a", 3))))
                .isEqualTo(new Deducted(order("1"), false));

        assertStock(a, 7, 0);
        assertStock(b, 0, 0);
        assertThat(LedgerProof.entries(inventory(), order("1")))
                .extracting(LedgerEntry::sku, LedgerEntry::change, LedgerEntry::reason, LedgerEntry::refId)
                .containsExactlyInAnyOrder(
                        Assertions.tuple(
                                a, -3L, LedgerReason.ORDER_CREATED, order("1").value()),
                        Assertions.tuple(
                                b, -10L, LedgerReason.ORDER_CREATED, order("1").value()));
        assertLedgerProves(List.of(a, b));
    }

    @Test
    void everyUnknownSkuIsNamedEvenWhenOthersAreShort() {
        Sku a = stocked("a", 1);

        assertThat(inventory().deduct(order("1"), List.of(line("z", 1), line("a", 2), line("x", 1))))
                .isEqualTo(new Rejected(order("1"), new UnknownSku(List.of(names.sku("x"), names.sku("z"))), false));
        assertStock(a, 1, 0);
    }

    @Test
    void everyShortLineIsNamedAndNothingIsTaken() {
        Sku a = stocked("a", 5);
        Sku b = stocked("b", 3);
        Sku c = stocked("c", 0);

        assertThat(inventory().reserve(order("1"), List.of(line("c", 1), line("b", 3), line("a", 6))))
                .isEqualTo(new Rejected(
                        order("1"),
                        new InsufficientStock(List.of(new Shortage(a, 6, 5), new Shortage(c, 1, 0))),
                        false));
        assertStock(a, 5, 0);
        assertStock(b, 3, 0);
        assertThat(LedgerProof.entries(inventory(), order("1"))).isEmpty();
    }

    @Test
    void aRejectionStaysAsItWasAfterRestocking() {
        Sku a = stocked("a", 2);
        DeductOutcome first = inventory().deduct(order("1"), List.of(line("a", 3)));
        inventory().adjust(a, 100, "delivery", names.request());

        assertThat(first)
                .isEqualTo(new Rejected(order("1"), new InsufficientStock(List.of(new Shortage(a, 3, 2))), false));
        assertThat(inventory().deduct(order("1"), List.of(line("a", 3))))
                .isEqualTo(new Rejected(order("1"), new InsufficientStock(List.of(new Shortage(a, 3, 2))), true));
        assertThat(inventory().deduct(order("2"), List.of(line("a", 3)))).isEqualTo(new Deducted(order("2"), false));
        assertStock(a, 99, 0);
    }

    @Test
    void aRejectionStaysAfterTheSkuIsCreated() {
        inventory().deduct(order("1"), List.of(line("a", 3)));
        Sku a = stocked("a", 100);

        assertThat(inventory().deduct(order("1"), List.of(line("a", 3))))
                .isEqualTo(new Rejected(order("1"), new UnknownSku(List.of(a)), true));
        assertStock(a, 100, 0);
    }

    @Test
    void whatIsReservedCannotBeSoldToAnother() {
        Sku a = stocked("a", 5);
        inventory().reserve(order("1"), List.of(line("a", 4)));

        assertThat(inventory().deduct(order("2"), List.of(line("a", 2))))
                .isEqualTo(new Rejected(order("2"), new InsufficientStock(List.of(new Shortage(a, 2, 1))), false));
        assertStock(a, 1, 4);
    }

    @Test
    void theFirstTimeToLiveOfAReservationCounts() {
        stocked("a", 5);
        Reserved first = (Reserved) inventory().reserve(order("1"), List.of(line("a", 1)), Duration.ofSeconds(60));

        assertThat(first.expiresAt()).isEqualTo(contract().clock().instant().plusSeconds(60));
        assertThat(inventory().execute(Requests.reserve(order("1"), 3_600, line("a", 1))))
                .isEqualTo(new Reserved(order("1"), first.expiresAt(), true));
    }

    @Test
    void aConfirmationSellsWhatWasHeld() {
        Sku a = stocked("a", 5);
        inventory().reserve(order("1"), List.of(line("a", 4)));

        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), false));
        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), true));

        assertStock(a, 1, 0);
        assertThat(inventory().order(order("1")).confirmedAt())
                .contains(contract().clock().instant());
    }

    @Test
    void anOrderIsRecordedWithItsLines() {
        Sku a = stocked("a", 5);
        inventory().deduct(order("1"), List.of(line("a", 4)));

        assertThat(inventory().order(order("1"))).satisfies(found -> {
            assertThat(found.id()).isEqualTo(order("1"));
            assertThat(found.origin()).contains(Origin.DEDUCT);
            assertThat(found.status()).isEqualTo(OrderStatus.DEDUCTED);
            assertThat(found.lines()).containsExactly(new LineBalance(a, 4, 4, 0));
            assertThat(found.rollbacks()).isEmpty();
            assertThat(found.rejection()).isEmpty();
            assertThat(found.expiresAt()).isEmpty();
            assertThat(found.closedAt()).isEmpty();
        });
    }

    @Test
    void aRejectedOrderIsRecordedWithWhatItAskedFor() {
        Sku a = stocked("a", 5);
        inventory().reserve(order("1"), List.of(line("a", 6)));

        Order found = inventory().order(order("1"));
        assertThat(found.origin()).contains(Origin.RESERVE);
        assertThat(found.status()).isEqualTo(OrderStatus.REJECTED);
        assertThat(found.lines()).containsExactly(new LineBalance(a, 6, 0, 0));
        assertThat(found.rejection()).contains(new InsufficientStock(List.of(new Shortage(a, 6, 5))));
        assertThat(found.expiresAt()).isEmpty();
    }

    @Test
    void aTombstoneHasNeitherOriginNorLines() {
        inventory().rollback(order("1"));

        Order found = inventory().order(order("1"));
        assertThat(found.status()).isEqualTo(OrderStatus.CANCELED);
        assertThat(found.origin()).isEqualTo(Optional.empty());
        assertThat(found.lines()).isEmpty();
    }

    @Test
    void submitAnswersLikeExecute() {
        Sku a = stocked("a", 5);
        Deduct deduct = new Deduct(order("1"), List.of(line("a", 4)));

        assertThat(inventory().submit(deduct).join()).isEqualTo(new Deducted(order("1"), false));
        assertThat(inventory().submit(deduct).join()).isEqualTo(new Deducted(order("1"), true));
        assertThat(inventory().submit(new GetStock(a)).join().available()).isEqualTo(1);
    }

    @Test
    void submitFailsWithTheRefusal() {
        Deduct other = new Deduct(order("1"), List.of(line("a", 5)));
        inventory().deduct(order("1"), List.of(line("a", 4)));

        assertThat(inventory().submit(other))
                .failsWithin(Requests.PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(InventoryException.class)
                .asInstanceOf(type(InventoryException.class))
                .extracting(InventoryException::reason)
                .isEqualTo(ErrorReason.ORDER_MISMATCH);
        Assertions.assertThatThrownBy(() ->
                        inventory().submit(new GetStock(names.sku("none"))).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InventoryException.class);
    }
}
