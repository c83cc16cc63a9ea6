package io.inventory;

import java.time.Instant;

/**
 * The stock of one SKU.
 *
 * @param sku the SKU
 * @param available the units that may be sold now, 0 or more
 * @param reserved the units held by orders not paid, 0 or more
 * @param version the number of ledger entries of the SKU; each change raises it by one
 * @param createdAt when it was created, by the store's clock
 * @param updatedAt when it last changed
 */
public record Stock(Sku sku, long available, long reserved, long version, Instant createdAt, Instant updatedAt) {}
