package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Confirm;
import io.inventory.GetOrder;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.events.v1.StockReserved;
import io.inventory.events.v1.StockRolledBack;
import io.inventory.memory.InMemoryInventory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events of reservations, and of what happens to them as time goes on. */
class ReservationEventsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.123456Z");
    private static final OrderId ORDER = new OrderId("o-1");
    private static final Reserve RESERVE = new Reserve(ORDER, List.of(OrderLine.of("A", 3)), Duration.ofMinutes(1));

    private final SteppingClock clock = new SteppingClock();
    private final InMemoryInventory inventory = new InMemoryInventory(clock);

    @BeforeEach
    void create() {
        inventory.create(new Sku("A"), 10, new RequestId("1"));
    }

    private StockEvent eventOf(OrderEventType type, OrderCommand<?> command) {
        Object outcome = inventory.execute(command);
        return OutcomeEvents.of(new OrderEvent(type, "e", command), outcome, inventory.execute(new GetOrder(ORDER)));
    }

    @Test
    void aReservationHasTheSameEventAfterItHasExpired() {
        StockEvent reserved = eventOf(OrderEventType.CREATED, RESERVE);
        assertThat(reserved.type()).isEqualTo(StockEventType.RESERVED);
        assertThat(reserved.occurredAt()).isEqualTo(START);
        assertThat(((StockReserved) reserved.body()).getExpiresAt().getSeconds())
                .isEqualTo(START.plusSeconds(60).getEpochSecond());
        clock.now = START.plusSeconds(61);
        assertThat(eventOf(OrderEventType.CREATED, RESERVE)).isEqualTo(reserved);
    }

    @Test
    void aReservationHasTheSameEventAfterItWasExtendedAndPaid() {
        StockEvent reserved = eventOf(OrderEventType.CREATED, RESERVE);
        inventory.extend(ORDER, Duration.ofMinutes(5));
        assertThat(eventOf(OrderEventType.CREATED, RESERVE)).isEqualTo(reserved);
        inventory.confirm(ORDER);
        assertThat(eventOf(OrderEventType.CREATED, RESERVE)).isEqualTo(reserved);
    }

    @Test
    void aPaymentThatComesTooLateFailsAtTheTimeOfTheExpiry() {
        eventOf(OrderEventType.CREATED, RESERVE);
        clock.now = START.plusSeconds(61);
        StockEvent failed = eventOf(OrderEventType.PAID, new Confirm(ORDER));
        assertThat(failed.type()).isEqualTo(StockEventType.CONFIRM_FAILED);
        assertThat(failed.body().toString()).contains("RESERVATION_EXPIRED").contains("EXPIRED");
        clock.now = START.plusSeconds(100);
        assertThat(eventOf(OrderEventType.PAID, new Confirm(ORDER))).isEqualTo(failed);
    }

    @Test
    void aCancellationAfterTheExpiryHasTheEventOfTheExpiry() {
        eventOf(OrderEventType.CREATED, RESERVE);
        clock.now = START.plusSeconds(61);
        StockEvent expired = eventOf(OrderEventType.CANCELED, new Rollback(ORDER));
        StockRolledBack body = (StockRolledBack) expired.body();
        assertThat(body.getReason()).isEqualTo("EXPIRED");
        assertThat(body.getOrderStatus()).isEqualTo("EXPIRED");
        assertThat(body.getItems(0).getQuantity()).isEqualTo(3);
        assertThat(expired.occurredAt()).isEqualTo(START.plusSeconds(61));
        clock.now = START.plusSeconds(100);
        assertThat(eventOf(OrderEventType.CLOSED, new Rollback(ORDER))).isEqualTo(expired);
    }

    @Test
    void aPaidReservationStaysPaidWhenItIsGivenBack() {
        eventOf(OrderEventType.CREATED, RESERVE);
        StockEvent confirmed = eventOf(OrderEventType.PAID, new Confirm(ORDER));
        assertThat(confirmed.type()).isEqualTo(StockEventType.CONFIRMED);
        clock.now = START.plusSeconds(5);
        eventOf(OrderEventType.CANCELED, new Rollback(ORDER));
        clock.now = START.plusSeconds(10);
        assertThat(eventOf(OrderEventType.PAID, new Confirm(ORDER))).isEqualTo(confirmed);
    }

    /** Stands still until a test sets it. */
    private static final class SteppingClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
