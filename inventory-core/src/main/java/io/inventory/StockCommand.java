package io.inventory;

/** An operator's command about the stock of one SKU. */
public sealed interface StockCommand extends Command<StockChanged> permits CreateStock, AdjustStock, SetStock {
    /** The SKU that it is about. */
    Sku sku();

    /** The idempotency key within the SKU. */
    RequestId requestId();
}
