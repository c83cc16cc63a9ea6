package io.inventory;

import java.util.List;
import java.util.Optional;

/** What became of a {@link Rollback}. */
public sealed interface RollbackOutcome {
    /**
     * Units were given back, now or by the rollback that this one repeats.
     *
     * @param orderId the order
     * @param status where the order stood after that rollback
     * @param lines each line of the order as it was after that rollback, sorted by SKU
     * @param givenBack what that rollback gave back, sorted by SKU
     * @param rollbackId that rollback's id, if it had one
     * @param sequence its number among the rollbacks of the order, from 1; 0 if the units came back by expiry
     * @param replayed whether nothing was changed now
     * @param compacted whether the lines are gone, because the order was compacted: {@code lines} and {@code givenBack} are empty
     */
    record RolledBack(
            OrderId orderId,
            OrderStatus status,
            List<LineBalance> lines,
            List<OrderLine> givenBack,
            Optional<RollbackId> rollbackId,
            int sequence,
            boolean replayed,
            boolean compacted)
            implements RollbackOutcome {
        /** Copies the lists. */
        public RolledBack {
            lines = List.copyOf(lines);
            givenBack = List.copyOf(givenBack);
        }

        /** With all its details. */
        public RolledBack(
                OrderId orderId,
                OrderStatus status,
                List<LineBalance> lines,
                List<OrderLine> givenBack,
                Optional<RollbackId> rollbackId,
                int sequence,
                boolean replayed) {
            this(orderId, status, lines, givenBack, rollbackId, sequence, replayed, false);
        }
    }

    /**
     * The order never took a unit, and now never will.
     *
     * @param orderId the order
     * @param replayed whether that was recorded before
     */
    record NothingToRollBack(OrderId orderId, boolean replayed) implements RollbackOutcome {}
}
