package io.inventory.decision;

import io.inventory.Confirm;
import io.inventory.ConfirmOutcome;
import io.inventory.LedgerReason;
import io.inventory.NotFoundException;
import io.inventory.Rejected;
import io.inventory.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides confirmations: what a reservation still holds is sold. */
final class ConfirmDecision {
    private ConfirmDecision() {}

    static Decision<ConfirmOutcome> decide(
            Confirm command, @Nullable OrderRecord order, WorkingSet state, Instant now) {
        if (order == null) return Decision.refused(NotFoundException.order(command.orderId()));
        return switch (order.status()) {
            case RESERVED -> sell(order, state, now);
            case DEDUCTED -> Decision.of(new ConfirmOutcome.Confirmed(order.id(), true), firstPayment(order, now));
            case EXPIRED -> rejected(order, new Rejection.ReservationExpired());
            case REJECTED, CANCELED, ROLLED_BACK -> rejected(order, new Rejection.OrderClosed(order.status()));
        };
    }

    /** Payment of an order that deducted at once moves no unit, but it is recorded, so that it can be replayed. */
    private static Changes firstPayment(OrderRecord order, Instant now) {
        return order.confirmedAt() == null ? Changes.of(order.confirmed(order.lines(), now), List.of()) : Changes.NONE;
    }

    private static Decision<ConfirmOutcome> sell(OrderRecord order, WorkingSet state, Instant now) {
        List<LineRecord> lines = new ArrayList<>(order.lines().size());
        List<Movement> movements = new ArrayList<>(order.lines().size());
        for (LineRecord line : order.lines()) {
            if (line.outstanding() == 0) {
                lines.add(line);
                continue;
            }
            Movement movement = Movements.move(
                    state.stockOfOrder(line.sku()),
                    0,
                    -line.outstanding(),
                    Cause.order(LedgerReason.ORDER_CONFIRMED, order.id(), now));
            movements.add(movement);
            lines.add(line.moved(0, movement.version()));
        }
        return Decision.of(
                new ConfirmOutcome.Confirmed(order.id(), false),
                Changes.of(order.confirmed(List.copyOf(lines), now), movements));
    }

    private static Decision<ConfirmOutcome> rejected(OrderRecord order, Rejection rejection) {
        return Decision.unchanged(new Rejected(order.id(), rejection, false));
    }
}
