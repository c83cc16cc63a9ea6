package io.inventory;

/**
 * Begins to stock a SKU. Refused with {@link ErrorReason#ALREADY_EXISTS} if it is stocked.
 *
 * @param sku what
 * @param available the opening units, 0 or more
 * @param requestId the idempotency key within the SKU
 * @param actor who gave it
 */
public record CreateStock(Sku sku, long available, RequestId requestId, Actor actor)
        implements StockCommand<StockChanged> {
    /** @throws InvalidRequestException naming {@code initial_stock}, if it is negative */
    public CreateStock {
        if (available < 0) throw new InvalidRequestException("initial_stock", "must not be negative, is " + available);
    }

    /** By nobody in particular. */
    public CreateStock(Sku sku, long available, RequestId requestId) {
        this(sku, available, requestId, Actor.NOBODY);
    }

    @Override
    public CreateStock by(Actor actor) {
        return new CreateStock(sku, available, requestId, actor);
    }
}
