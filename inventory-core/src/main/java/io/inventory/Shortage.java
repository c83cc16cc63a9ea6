package io.inventory;

/**
 * A line that could not be filled.
 *
 * @param sku what was short
 * @param requested the units that the order asked for
 * @param available the units that could be sold when it was decided: without the safety stock
 */
public record Shortage(Sku sku, long requested, long available) {}
