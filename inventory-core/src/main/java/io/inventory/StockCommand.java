package io.inventory;

/**
 * An operator's command about the stock of one SKU.
 *
 * @param <A> the outcome's type
 */
public sealed interface StockCommand<A> extends OperatorCommand<A>
        permits CreateStock, AdjustStock, SetStock, CountStock, SetStockPolicy {
    /** The SKU that it is about. */
    Sku sku();

    /** The idempotency key within the SKU. */
    RequestId requestId();

    @Override
    StockCommand<A> by(Actor actor);
}
