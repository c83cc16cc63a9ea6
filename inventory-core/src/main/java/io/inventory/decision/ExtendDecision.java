package io.inventory.decision;

import io.inventory.Extend;
import io.inventory.ExtendOutcome;
import io.inventory.NotFoundException;
import io.inventory.RefusedException;
import io.inventory.Rejected;
import io.inventory.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides extensions: until when a reservation holds, which never becomes earlier. */
final class ExtendDecision {
    private ExtendDecision() {}

    /** @param totalMax for how long a reservation may be held by extensions, counted from the order's creation */
    static Decision<ExtendOutcome> decide(Extend command, @Nullable OrderRecord order, Duration totalMax, Instant now) {
        if (order == null) return Decision.refused(NotFoundException.order(command.orderId()));
        return switch (order.status()) {
            case RESERVED -> extend(command, order, totalMax, now);
            case EXPIRED -> rejected(order, new Rejection.ReservationExpired());
            case DEDUCTED, REJECTED, CANCELED, ROLLED_BACK ->
                rejected(order, new Rejection.NotReserved(order.status()));
        };
    }

    private static Decision<ExtendOutcome> extend(Extend command, OrderRecord order, Duration totalMax, Instant now) {
        Instant before = Objects.requireNonNull(order.expiresAt());
        Instant wanted = now.plus(command.timeToLive());
        if (!wanted.isAfter(before)) return Decision.unchanged(new ExtendOutcome.Extended(order.id(), before));
        if (wanted.isAfter(order.createdAt().plus(totalMax)))
            return Decision.refused(RefusedException.extensionExceedsLimit(order.id(), order.createdAt(), totalMax));
        return Decision.of(
                new ExtendOutcome.Extended(order.id(), wanted), Changes.of(order.extended(wanted, now), List.of()));
    }

    private static Decision<ExtendOutcome> rejected(OrderRecord order, Rejection rejection) {
        return Decision.unchanged(new Rejected(order.id(), rejection, false));
    }
}
