package io.inventory;

/**
 * A command that operators give, whose name goes into the ledger.
 *
 * @param <A> the outcome's type
 */
public sealed interface OperatorCommand<A> extends Command<A> permits StockCommand, Expire {
    /**
     * Who gave it, for the ledger. It is no part of the command's content: the same request of another actor is a repetition,
     * and the ledger keeps the name of the first.
     */
    Actor actor();

    /**
     * The same command, given by {@code actor}. A client refuses it with an {@link InvalidRequestException} naming {@code
     * actor}: its server records whom it has authenticated, and takes nobody's word for it.
     */
    OperatorCommand<A> by(Actor actor);
}
