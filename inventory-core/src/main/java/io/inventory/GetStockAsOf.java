package io.inventory;

/**
 * Reads what the ledger says of a SKU at a time or version. Refused with {@link ErrorReason#SKU_NOT_FOUND} if it was never
 * created, with {@link ErrorReason#AS_OF_BEFORE_FIRST_ENTRY} if it was created later, and with {@link
 * ErrorReason#AS_OF_IN_THE_FUTURE} if the time, or the version, is still to come.
 *
 * @param sku which
 * @param asOf when
 */
public record GetStockAsOf(Sku sku, AsOf asOf) implements Query<StockBalance> {}
