package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Extend;
import io.inventory.ExtendOutcome.Extended;
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

    @Test
    void anExtensionHoldsFromNowAndIsNeverShorter() {
        Sku a = stocked("a", 10);
        Instant begin = contract().clock().instant();
        Reserve reserve = Requests.reserve(order("1"), 60, line("a", 4));
        inventory().execute(reserve);
        advance(Duration.ofSeconds(30));

        assertThat(inventory().extend(order("1"), Duration.ofSeconds(10)))
                .isEqualTo(new Extended(order("1"), begin.plusSeconds(60)));
        assertThat(inventory().extend(order("1"), Duration.ofSeconds(90)))
                .isEqualTo(new Extended(order("1"), begin.plusSeconds(120)));
        assertThat(inventory().order(order("1")).expiresAt()).contains(begin.plusSeconds(120));
        assertThat(inventory().stock(a).version()).as("no unit moved").isEqualTo(2);
        advance(Duration.ofSeconds(89));

        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), false));
    }

    @Test
    void anExtendedReservationIsOverWhenItsNewTimeIs() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        inventory().extend(order("1"), Duration.ofSeconds(90));
        advance(Duration.ofSeconds(90));

        assertThat(inventory().extend(order("1"), Duration.ofSeconds(90)))
                .isEqualTo(new Rejected(order("1"), new ReservationExpired(), false));
        assertStock(a, 10, 0);
    }

    @Test
    void theFirstAnswerComesAgainAfterAnExtension() {
        stocked("a", 10);
        Instant begin = contract().clock().instant();
        Reserve reserve = Requests.reserve(order("1"), 60, line("a", 4));
        inventory().execute(reserve);
        inventory().extend(order("1"), Duration.ofSeconds(90));
        inventory().extend(order("1"), Duration.ofMinutes(2));

        assertThat(inventory().execute(reserve)).isEqualTo(new Reserved(order("1"), begin.plusSeconds(60), true));
    }

    @Test
    void noExtensionGoesBeyondTheLongestTimeOfAReservation() {
        stocked("a", 10);
        Instant begin = contract().clock().instant();
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        advance(Duration.ofSeconds(59));

        Duration left = Extend.TOTAL_MAX_DEFAULT.minusSeconds(59);
        assertRefused(ErrorReason.EXTENSION_EXCEEDS_LIMIT, () -> inventory().extend(order("1"), left.plusSeconds(1)));
        assertThat(inventory().order(order("1")).expiresAt()).contains(begin.plusSeconds(60));
        assertThat(inventory().extend(order("1"), left))
                .isEqualTo(new Extended(order("1"), begin.plus(Extend.TOTAL_MAX_DEFAULT)));
    }

    @Test
    void anOrderGetsTheUnitsOfOverdueReservations() {
        Sku a = stocked("a", 10);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 6)));
        inventory().execute(Requests.reserve(order("2"), 60, line("a", 4)));
        assertThat(inventory().deduct(order("3"), List.of(line("a", 1)))).isInstanceOf(Rejected.class);
        advance(Duration.ofSeconds(60));

        assertThat(inventory().deduct(order("4"), List.of(line("a", 10)))).isEqualTo(new Deducted(order("4"), false));
        assertStock(a, 0, 0);
        assertThat(inventory().order(order("1")).status()).isEqualTo(OrderStatus.EXPIRED);
        assertThat(inventory().order(order("2")).status()).isEqualTo(OrderStatus.EXPIRED);
        assertLedgerProves(List.of(a));
    }

    @Test
    void onlyAsManyExpireAsAnOrderNeedsThoseThatRanOutFirst() {
        Sku a = stocked("a", 9);
        inventory().execute(Requests.reserve(order("later"), 30, line("a", 3)));
        inventory().execute(Requests.reserve(order("first"), 10, line("a", 3)));
        inventory().execute(Requests.reserve(order("held"), 90, line("a", 3)));
        advance(Duration.ofSeconds(60));

        assertThat(inventory().reserve(order("new"), List.of(line("a", 2)))).isInstanceOf(Reserved.class);

        assertThat(inventory().order(order("first")).status()).isEqualTo(OrderStatus.EXPIRED);
        assertThat(inventory().order(order("later")).status()).isEqualTo(OrderStatus.RESERVED);
        assertStock(a, 1, 8);
        assertThat(inventory().deduct(order("more"), List.of(line("a", 5))))
                .as("one is still held, and what expires for nothing has expired")
                .isInstanceOf(Rejected.class);
        assertStock(a, 4, 5);
        assertThat(inventory().confirm(order("held"))).isEqualTo(new Confirmed(order("held"), false));
    }

    @Test
    void anExtendedReservationGivesNoUnitsToAnOrder() {
        Sku a = stocked("a", 4);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4)));
        inventory().extend(order("1"), Duration.ofSeconds(90));
        advance(Duration.ofSeconds(60));

        assertThat(inventory().deduct(order("2"), List.of(line("a", 1)))).isInstanceOf(Rejected.class);
        assertStock(a, 0, 4);
    }

    @Test
    void aReservationOfManySkusExpiresWholeForOneOfThem() {
        Sku a = stocked("a", 4);
        Sku b = stocked("b", 4);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 4), line("b", 4)));
        inventory().rollback(order("1"), List.of(line("a", 1)), new RollbackId("r"));
        advance(Duration.ofSeconds(60));

        assertThat(inventory().deduct(order("2"), List.of(line("a", 3)))).isEqualTo(new Deducted(order("2"), false));
        assertStock(a, 1, 0);
        assertThat(inventory().deduct(order("3"), List.of(line("a", 1), line("b", 4))))
                .isEqualTo(new Deducted(order("3"), false));
        assertStock(b, 0, 0);
        assertLedgerProves(List.of(a, b));
    }

    @Test
    void aReservationThatCannotExpireHidesNoOther() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 1);
        inventory().execute(Requests.reserve(order("1"), 60, line("a", 5), line("b", 1)));
        inventory().execute(Requests.reserve(order("2"), 90, line("a", 5)));
        inventory().execute(Requests.set(b, Long.MAX_VALUE, names.request(), 2));
        advance(Duration.ofSeconds(90));

        assertThat(inventory().deduct(order("3"), List.of(line("a", 5)))).isEqualTo(new Deducted(order("3"), false));
        assertThat(inventory().order(order("1")).status()).isEqualTo(OrderStatus.RESERVED);
        assertStock(a, 0, 5);
        assertLedgerProves(List.of(a));
    }
}
