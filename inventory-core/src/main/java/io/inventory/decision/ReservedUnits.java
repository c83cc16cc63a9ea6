package io.inventory.decision;

import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.StockExplanation;
import java.time.Instant;
import java.util.Comparator;

/**
 * The units of a SKU that a reservation holds.
 *
 * @param sku the SKU
 * @param orderId the reservation
 * @param quantity the units, 1 or more
 * @param expiresAt until when
 */
public record ReservedUnits(Sku sku, OrderId orderId, long quantity, Instant expiresAt) {
    /** The one that runs out first comes first. */
    public static final Comparator<ReservedUnits> BY_EXPIRY =
            Comparator.comparing(ReservedUnits::expiresAt).thenComparing(ReservedUnits::orderId);

    /** As the SKU's users see it. */
    public StockExplanation.Reservation explained() {
        return new StockExplanation.Reservation(orderId, quantity, expiresAt);
    }
}
