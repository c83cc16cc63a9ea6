package io.inventory;

import java.time.Instant;

/** What became of a {@link Reserve}: {@link Reserved} or {@link Rejected}. */
public sealed interface ReserveOutcome permits ReserveOutcome.Reserved, Rejected {
    /**
     * All lines are held.
     *
     * @param orderId the order
     * @param expiresAt until when, by the store's clock
     * @param replayed whether this is the recorded answer, given again
     */
    record Reserved(OrderId orderId, Instant expiresAt, boolean replayed) implements ReserveOutcome {}
}
