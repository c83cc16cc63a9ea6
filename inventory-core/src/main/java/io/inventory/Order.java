package io.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order as it is recorded.
 *
 * @param id its id
 * @param origin how it took its units; empty for a tombstone
 * @param status where it stands
 * @param lines its lines, sorted by SKU; empty for a tombstone, and for one that was compacted
 * @param rollbacks its rollbacks, oldest first
 * @param rejection why it was rejected, if it was
 * @param expiresAt until when its reservation held or holds
 * @param confirmedAt when it was first confirmed
 * @param closedAt when it was rejected, cancelled, rolled back in full or expired
 * @param createdAt when it was recorded
 * @param updatedAt when it last changed
 * @param compacted whether its details are gone: its lines, those of its rollbacks, and what belongs to its rejection's reason
 */
public record Order(
        OrderId id,
        Optional<Origin> origin,
        OrderStatus status,
        List<LineBalance> lines,
        List<PastRollback> rollbacks,
        Optional<Rejection> rejection,
        Optional<Instant> expiresAt,
        Optional<Instant> confirmedAt,
        Optional<Instant> closedAt,
        Instant createdAt,
        Instant updatedAt,
        boolean compacted) {
    /** Copies the lists. */
    public Order {
        lines = List.copyOf(lines);
        rollbacks = List.copyOf(rollbacks);
    }

    /**
     * A rollback that gave units of the order back.
     *
     * @param rollbackId its id, if it had one
     * @param reason why
     * @param lines what it gave back, sorted by SKU; empty if the order was compacted
     * @param createdAt when
     */
    public record PastRollback(
            Optional<RollbackId> rollbackId, RollbackReason reason, List<OrderLine> lines, Instant createdAt) {
        /** Copies the list. */
        public PastRollback {
            lines = List.copyOf(lines);
        }
    }
}
