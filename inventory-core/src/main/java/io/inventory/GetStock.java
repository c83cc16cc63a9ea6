package io.inventory;

/**
 * Reads the stock of one SKU. Refused with {@link ErrorReason#SKU_NOT_FOUND} if it was never created.
 *
 * @param sku which
 */
public record GetStock(Sku sku) implements Query<Stock> {}
