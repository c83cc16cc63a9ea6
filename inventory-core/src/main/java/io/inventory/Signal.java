package io.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that the rest of a shop should know, written in one transaction with what brought it about. It never changes:
 * who gets it twice gets the same, with the same id.
 */
public sealed interface Signal permits StockSignal, ExpirySignal {
    /** For how long signals are kept, where nobody says otherwise. */
    Duration RETENTION_DEFAULT = Duration.ofDays(7);

    /** Follows from what happened alone (UUID version 5, RFC 9562). */
    UUID eventId();

    /** The SKU; of an order with several, the first of them. */
    Sku sku();

    /** The version of the SKU's ledger entry that was written with it. */
    long version();

    /** When it happened, by the store's clock, in whole microseconds. */
    Instant occurredAt();
}
