package io.inventory.decision;

import io.inventory.Actor;
import io.inventory.LedgerReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gives back all that an overdue reservation holds. */
record Expiry(OrderRecord order, Changes changes) {
    /** @param actor who gave the command to expire it, if somebody did */
    static Expiry of(OrderRecord order, WorkingSet state, Actor actor, Instant now) {
        List<LineRecord> lines = new ArrayList<>(order.lines().size());
        List<Movement> movements = new ArrayList<>(order.lines().size());
        Cause cause = Cause.order(LedgerReason.RESERVATION_EXPIRED, order.id(), actor, now);
        for (LineRecord line : order.lines()) {
            long units = line.outstanding();
            if (units == 0) {
                lines.add(line);
                continue;
            }
            Movement movement = Movements.move(state.stockOfOrder(line.sku()), units, -units, cause);
            movements.add(movement);
            lines.add(line.moved(units, movement.version()));
        }
        // not before the stock's changes that came first: signals are put in order by this time
        Instant at = movements.isEmpty() ? now : movements.get(0).after().updatedAt();
        OrderRecord expired = order.expired(List.copyOf(lines), at);
        return new Expiry(expired, Changes.of(expired, movements));
    }
}
