package io.inventory;

import java.util.OptionalLong;

/**
 * Sets which units of a SKU are kept from orders, and when it runs low. Lowering the safety stock makes units sellable at
 * once; raising it takes nothing from orders that have their units.
 *
 * <p>Refused with {@link ErrorReason#SKU_NOT_FOUND} or {@link ErrorReason#VERSION_MISMATCH}; a refusal is not recorded. It
 * moves no unit, but writes a ledger entry with both numbers in its note, so that each version of the stock is explained.
 *
 * @param sku what
 * @param safetyStock the available units that no order may take, 0 or more
 * @param lowThreshold the sellable units at or below which the SKU is low, 0 or more; 0 for never
 * @param requestId the idempotency key within the SKU
 * @param expectedVersion if given, the stock must still have this version
 * @param actor who gave it
 */
public record SetStockPolicy(
        Sku sku, long safetyStock, long lowThreshold, RequestId requestId, OptionalLong expectedVersion, Actor actor)
        implements StockCommand<StockChanged> {
    /** @throws InvalidRequestException naming {@code safety_stock}, {@code low_threshold} or {@code expected_version} */
    public SetStockPolicy {
        if (safetyStock < 0)
            throw new InvalidRequestException("safety_stock", "must not be negative, is " + safetyStock);
        if (lowThreshold < 0)
            throw new InvalidRequestException("low_threshold", "must not be negative, is " + lowThreshold);
        SetStock.requireExpectedVersion(expectedVersion);
    }

    /** Whatever version the stock has; by nobody in particular. */
    public SetStockPolicy(Sku sku, long safetyStock, long lowThreshold, RequestId requestId) {
        this(sku, safetyStock, lowThreshold, requestId, OptionalLong.empty());
    }

    /** By nobody in particular. */
    public SetStockPolicy(
            Sku sku, long safetyStock, long lowThreshold, RequestId requestId, OptionalLong expectedVersion) {
        this(sku, safetyStock, lowThreshold, requestId, expectedVersion, Actor.NOBODY);
    }

    @Override
    public SetStockPolicy by(Actor actor) {
        return new SetStockPolicy(sku, safetyStock, lowThreshold, requestId, expectedVersion, actor);
    }
}
