package io.inventory.decision;

import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is recorded of an order: from it every question about the order is answered again in the same way.
 *
 * @param id its id
 * @param origin how it took its units; none for a tombstone
 * @param status where it stands
 * @param lines its canonical lines; empty for a tombstone
 * @param rollbacks what gave units back, oldest first
 * @param rejection why it was rejected, if it was
 * @param expiresAt until when its reservation held or holds
 * @param reservedUntil until when it was to hold when it was made, if it was extended since
 * @param confirmedAt when it was first confirmed
 * @param closedAt when it came to an end
 * @param createdAt when it was recorded
 * @param updatedAt when it last changed
 */
public record OrderRecord(
        OrderId id,
        @Nullable Origin origin,
        OrderStatus status,
        List<LineRecord> lines,
        List<RollbackRecord> rollbacks,
        @Nullable Rejection rejection,
        @Nullable Instant expiresAt,
        @Nullable Instant reservedUntil,
        @Nullable Instant confirmedAt,
        @Nullable Instant closedAt,
        Instant createdAt,
        Instant updatedAt) {
    /** Whether its reservation has run out and it is still held as if it had not. */
    public boolean isOverdue(Instant now) {
        return status == OrderStatus.RESERVED && expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Until when the reservation was to hold when it was made: what its caller was answered. */
    @Nullable
    Instant firstExpiresAt() {
        return reservedUntil == null ? expiresAt : reservedUntil;
    }

    /** The order as its users see it. */
    public Order view() {
        return new Order(
                id,
                Optional.ofNullable(origin),
                status,
                lines.stream().map(LineRecord::balance).toList(),
                rollbacks.stream().map(OrderRecord::view).toList(),
                Optional.ofNullable(rejection),
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(confirmedAt),
                Optional.ofNullable(closedAt),
                createdAt,
                updatedAt);
    }

    private static Order.PastRollback view(RollbackRecord rollback) {
        return new Order.PastRollback(
                Optional.ofNullable(rollback.id()), rollback.reason(), rollback.lines(), rollback.createdAt());
    }

    OrderRecord confirmed(List<LineRecord> linesNow, Instant now) {
        return new OrderRecord(
                id,
                origin,
                OrderStatus.DEDUCTED,
                linesNow,
                rollbacks,
                rejection,
                expiresAt,
                reservedUntil,
                now,
                closedAt,
                createdAt,
                now);
    }

    OrderRecord extended(Instant until, Instant now) {
        return new OrderRecord(
                id,
                origin,
                status,
                lines,
                rollbacks,
                rejection,
                until,
                firstExpiresAt(),
                confirmedAt,
                closedAt,
                createdAt,
                now);
    }

    OrderRecord expired(List<LineRecord> linesNow, Instant now) {
        return closed(OrderStatus.EXPIRED, linesNow, rollbacks, now);
    }

    /** After {@code rollback}; it is closed if that left nothing outstanding. */
    OrderRecord rolledBack(List<LineRecord> linesNow, RollbackRecord rollback) {
        List<RollbackRecord> rollbacksNow = Lists.append(rollbacks, rollback);
        Instant now = rollback.createdAt();
        return rollback.statusAfter() == OrderStatus.ROLLED_BACK
                ? closed(OrderStatus.ROLLED_BACK, linesNow, rollbacksNow, now)
                : new OrderRecord(
                        id,
                        origin,
                        status,
                        linesNow,
                        rollbacksNow,
                        rejection,
                        expiresAt,
                        reservedUntil,
                        confirmedAt,
                        closedAt,
                        createdAt,
                        now);
    }

    private OrderRecord closed(
            OrderStatus statusNow, List<LineRecord> linesNow, List<RollbackRecord> rollbacksNow, Instant now) {
        return new OrderRecord(
                id,
                origin,
                statusNow,
                linesNow,
                rollbacksNow,
                rejection,
                expiresAt,
                reservedUntil,
                confirmedAt,
                now,
                createdAt,
                now);
    }
}
