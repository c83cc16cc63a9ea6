package io.inventory;

import java.time.Instant;

/**
 * The stock of one SKU.
 *
 * @param sku the SKU
 * @param available the units that are there and not held, 0 or more
 * @param reserved the units held by orders not paid, 0 or more
 * @param safetyStock the available units that no order may take, 0 or more; see {@link SetStockPolicy}
 * @param lowThreshold the sellable units at or below which the SKU is low; 0 for never
 * @param version the number of ledger entries of the SKU; each change raises it by one
 * @param createdAt when it was created, by the store's clock
 * @param updatedAt when it last changed
 */
public record Stock(
        Sku sku,
        long available,
        long reserved,
        long safetyStock,
        long lowThreshold,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    /** The units that an order may take now: those available beyond the safety stock, 0 or more. */
    public long sellable() {
        return Math.max(0, available - safetyStock);
    }
}
