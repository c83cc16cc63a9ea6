package io.inventory;

/**
 * Adds units to a SKU or takes them off, for example after a delivery or a stock-taking.
 *
 * <p>Refused with {@link ErrorReason#SKU_NOT_FOUND}, {@link ErrorReason#ADJUSTMENT_BELOW_ZERO} or {@link
 * ErrorReason#OUT_OF_RANGE}; a refusal is not recorded.
 *
 * @param sku what
 * @param delta the units to add (positive) or to take off (negative), not 0
 * @param reason the operator's own words, kept in the ledger's note: 1 to {@link Notes#CODE_POINTS_MAX} code points
 * @param requestId the idempotency key within the SKU
 * @param actor who gave it
 */
public record AdjustStock(Sku sku, long delta, String reason, RequestId requestId, Actor actor)
        implements StockCommand<StockChanged> {
    /** @throws InvalidRequestException naming {@code delta} or {@code reason} */
    public AdjustStock {
        if (delta == 0) throw new InvalidRequestException("delta", "must not be 0");
        Notes.requireValid("reason", reason);
    }

    /** By nobody in particular. */
    public AdjustStock(Sku sku, long delta, String reason, RequestId requestId) {
        this(sku, delta, reason, requestId, Actor.NOBODY);
    }

    @Override
    public AdjustStock by(Actor actor) {
        return new AdjustStock(sku, delta, reason, requestId, actor);
    }
}
