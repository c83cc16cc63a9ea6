package io.inventory;

import java.time.Instant;

/** What became of an {@link Extend}: {@link Extended} or {@link Rejected}. */
public sealed interface ExtendOutcome permits ExtendOutcome.Extended, Rejected {
    /**
     * The units are held.
     *
     * @param orderId the order
     * @param expiresAt until when from now on, by the store's clock
     */
    record Extended(OrderId orderId, Instant expiresAt) implements ExtendOutcome {}
}
