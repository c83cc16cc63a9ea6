package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.Order;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Rejection.OrderClosed;
import io.inventory.Rejection.ReservationExpired;
import io.inventory.Reserve;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.RollbackId;
import io.inventory.Sku;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reservations run out when their time is over, not before. */
abstract class ExpiryContract extends ContractTest {
    private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

    @Test
    void aReservationHoldsUntilTheLastMoment() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        advance(Duration.ofSeconds(60).minus(TICK));

        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), false));
        assertStock(a, 6, 0);
    }

    @Test
    void aReservationIsOverWhenItsTimeIs() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        advance(Duration.ofSeconds(60));

        assertThat(inventory().confirm(order("1")))
                .isEqualTo(new Rejected(order("1"), new ReservationExpired(), false));
        assertStock(a, 10, 0);
        assertThat(LedgerProof.entries(inventory(), order("1")))
                .extracting(LedgerEntry::reason)
                .containsExactly(LedgerReason.ORDER_RESERVED, LedgerReason.RESERVATION_EXPIRED);
    }

    @Test
    void whatIsConfirmedNeverExpires() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        inventory().confirm(order("1"));
        advance(Duration.ofDays(365));

        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), true));
        assertStock(a, 6, 0);
    }

    @Test
    void theUnitsOfAnExpiredReservationAreSoldToAnother() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 10)));
        advance(Duration.ofSeconds(60));
        inventory().confirm(order("1"));

        assertThat(inventory().deduct(order("2"), List.of(line("a", 10)))).isEqualTo(new Deducted(order("2"), false));
        assertStock(a, 0, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void aRefusedCommandExpiresTheOrderAllTheSame() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        advance(Duration.ofSeconds(61));

        assertRefused(ErrorReason.ORDER_MISMATCH, () -> inventory().deduct(order("1"), List.of(line("a", 1))));

        assertStock(a, 10, 0);
        Order expired = inventory().order(order("1"));
        assertThat(expired.status()).isEqualTo(OrderStatus.EXPIRED);
        assertThat(expired.closedAt()).isPresent();
    }

    @Test
    void anExpiredOrderIdCannotReserveAgain() {
        Sku a = stocked("a", 10);
        Reserve reserve = Requests.reserve(order("1"), 60, line("a", 4));
        inventory().execute(reserve);
        advance(Duration.ofSeconds(60));

        Rejected closed = new Rejected(order("1"), new OrderClosed(OrderStatus.EXPIRED), false);
        assertThat(inventory().execute(reserve)).isEqualTo(closed);
        assertThat(inventory().execute(reserve)).isEqualTo(closed);
        assertStock(a, 10, 0);
    }

    @Test
    void onlyWhatIsStillHeldExpires() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4), line("b", 2)));
        inventory().rollback(order("1"), List.of(line("a", 1), line("b", 2)), new RollbackId("r"));
        advance(Duration.ofSeconds(60));
        inventory().rollback(order("1"));

        assertStock(a, 10, 0);
        assertStock(b, 10, 0);
        assertThat(LedgerProof.entries(inventory(), order("1")))
                .filteredOn(entry -> entry.reason() == LedgerReason.RESERVATION_EXPIRED)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.sku()).isEqualTo(a);
                    assertThat(entry.change()).isEqualTo(3);
                    assertThat(entry.reservedChange()).isEqualTo(-3);
                });
        assertLedgerProves(List.of(a, b));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 501, 999})
    void aTimeToLiveWithNanosecondsEndsAtTheNextMicrosecondInEveryAnswer(int nanos) {
        stocked("a", 10);
        Duration micros = Duration.ofSeconds(60, 764_777_000);
        Instant expiresAt = contract().clock().instant().plus(micros).plus(TICK);
        Reserve reserve = new Reserve(order("1"), List.of(line("a", 4)), micros.plusNanos(nanos));

        assertThat(inventory().execute(reserve)).isEqualTo(new Reserved(order("1"), expiresAt, false));
        assertThat(inventory().execute(reserve)).isEqualTo(new Reserved(order("1"), expiresAt, true));
        assertThat(inventory().order(order("1")).expiresAt()).contains(expiresAt);
        advance(micros);

        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30 * 24 * 60 * 60})
    void theShortestAndTheLongestTimeToLiveHold(long seconds) {
        Sku a = stocked("a", 10);
        Instant expiresAt = contract().clock().instant().plusSeconds(seconds);

        assertThat(inventory().execute(Requests.reserve(order("1"), seconds, line("a", 4))))
                .isEqualTo(new Reserved(order("1"), expiresAt, false));
        advance(Duration.ofSeconds(seconds));

        assertThat(inventory().confirm(order("1")))
                .isEqualTo(new Rejected(order("1"), new ReservationExpired(), false));
        assertStock(a, 10, 0);
    }
}
