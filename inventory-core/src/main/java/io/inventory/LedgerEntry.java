package io.inventory;

import java.time.Instant;
import java.util.UUID;

/**
 * One change of one SKU's stock. Per SKU the versions run without a gap from 1, and each balance is the one before plus
 * the change: the ledger proves the stock.
 *
 * @param id time-ordered (UUID version 7)
 * @param sku the SKU
 * @param version the stock's version after the change
 * @param change the change of the available units
 * @param reservedChange the change of the reserved units
 * @param availableAfter the available units after it
 * @param reservedAfter the reserved units after it
 * @param reason why
 * @param note the operator's own words, else empty
 * @param refId the order id or request id that it was made for
 * @param actor who gave the operator's command that it was made for; {@link Actor#NOBODY} where it was an order's, or nobody said
 * @param createdAt when, by the store's clock
 */
public record LedgerEntry(
        UUID id,
        Sku sku,
        long version,
        long change,
        long reservedChange,
        long availableAfter,
        long reservedAfter,
        LedgerReason reason,
        String note,
        String refId,
        Actor actor,
        Instant createdAt) {}
