package io.inventory.decision;

import io.inventory.Sku;

/**
 * What a decision needs to know of a stock.
 *
 * @param sku the SKU
 * @param available the units that may be sold, 0 or more
 * @param reserved the units held, 0 or more
 * @param version the version of its newest ledger entry, from 1
 */
public record StockLevel(Sku sku, long available, long reserved, long version) {}
