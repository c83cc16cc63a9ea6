package io.inventory.decision;

import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
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
 * @param lines its canonical lines; empty for a tombstone, and for one that was compacted
 * @param rollbacks what gave units back, oldest first; without lines if it was compacted
 * @param rejection why it was rejected, if it was; only the reason if it was compacted
 * @param expiresAt until when its reservation held or holds
 * @param reservedUntil until when it was to hold when it was made, if it was extended since
 * @param confirmedAt when it was first confirmed
 * @param closedAt when it came to an end
 * @param createdAt when it was recorded
 * @param updatedAt when it last changed
 * @param fingerprints what is left of its lines if it was compacted
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
        Instant updatedAt,
        @Nullable ContentFingerprints fingerprints) {
    /** With all its details. */
    public OrderRecord(
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
        this(
                id,
                origin,
                status,
                lines,
                rollbacks,
                rejection,
                expiresAt,
                reservedUntil,
                confirmedAt,
                closedAt,
                createdAt,
                updatedAt,
                null);
    }

    /** Whether its details are gone. */
    public boolean isCompacted() {
        return fingerprints != null;
    }

    /**
     * Whether nothing can change it any more, and it has details: one that still has its units, or holds them, may have to give them
     * back, and a tombstone has nothing but its status. One whose lines contradict its status is left for who looks into that.
     */
    public boolean canBeCompacted() {
        return switch (status) {
            case REJECTED -> !isCompacted();
            case ROLLED_BACK, EXPIRED -> !isCompacted() && lines.stream().allMatch(line -> line.outstanding() == 0);
            case DEDUCTED, RESERVED, CANCELED -> false;
        };
    }

    /**
     * What answers every command as before, without its lines.
     *
     * @throws IllegalStateException if it {@linkplain #canBeCompacted can't be}
     */
    public OrderRecord compacted() {
        if (!canBeCompacted())
            throw new IllegalStateException("order " + id + " is " + status + " and can't be compacted");
        return new OrderRecord(
                id,
                origin,
                status,
                List.of(),
                rollbacks.stream().map(RollbackRecord::withoutLines).toList(),
                rejection == null ? null : rejection.withoutDetails(),
                expiresAt,
                reservedUntil,
                confirmedAt,
                closedAt,
                createdAt,
                updatedAt,
                ContentFingerprints.of(this));
    }

    /** Whether its lines are, or were, these. */
    boolean hasLines(List<OrderLine> asked) {
        if (fingerprints != null) return fingerprints.isOfLines(asked);
        if (lines.size() != asked.size()) return false;
        for (int i = 0; i < lines.size(); i++) {
            LineRecord line = lines.get(i);
            if (line.quantity() != asked.get(i).quantity()
                    || !line.sku().equals(asked.get(i).sku())) return false;
        }
        return true;
    }

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
                updatedAt,
                isCompacted());
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
