package io.inventory.decision;

import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollback that gave units of an order back.
 *
 * @param id its idempotency key, if it had one
 * @param reason why
 * @param lines what it gave back, sorted by SKU; empty if its order was compacted
 * @param statusAfter where the order stood after it
 * @param createdAt when
 */
public record RollbackRecord(
        @Nullable RollbackId id,
        RollbackReason reason,
        List<OrderLine> lines,
        OrderStatus statusAfter,
        Instant createdAt) {
    RollbackRecord withoutLines() {
        return new RollbackRecord(id, reason, List.of(), statusAfter, createdAt);
    }
}
