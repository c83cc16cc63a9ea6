package io.inventory;

/**
 * The answer to an operator's command: the stock as the command left it.
 *
 * @param sku the SKU
 * @param available the units that may be sold, after the command
 * @param reserved the units held by orders not paid
 * @param version the stock's version, which is also that of the ledger entry written
 * @param replayed whether this is the recorded answer, given again
 */
public record StockChanged(Sku sku, long available, long reserved, long version, boolean replayed) {}
