package io.inventory;

/**
 * An operator's command about the stock of one SKU.
 *
 * @param <A> the outcome's type
 */
public sealed interface StockCommand<A> extends Command<A>
        permits CreateStock, AdjustStock, SetStock, CountStock, SetStockPolicy {
    /** The SKU that it is about. */
    Sku sku();

    /** The idempotency key within the SKU. */
    RequestId requestId();

    /**
     * Who gave it, for the ledger. It is no part of the command's content: the same request of another actor is a repetition,
     * and the ledger keeps the name of the first.
     */
    Actor actor();

    /**
     * The same command, given by {@code actor}. A client refuses it with an {@link InvalidRequestException} naming {@code
     * actor}: its server records whom it has authenticated, and takes nobody's word for it.
     */
    StockCommand<A> by(Actor actor);
}
