package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.InventoryException;

/**
 * What became of one of several commands of a {@link CallerTransaction}: an outcome, or why it was refused. It holds once the
 * caller has committed. Immutable.
 *
 * @param <A> the outcome's type
 */
public sealed interface CommandResult<A> {
    /** The command that it is the result of. */
    Command<A> command();

    /**
     * The outcome; a rejection is one too.
     *
     * @throws InventoryException if the command was refused
     */
    A outcome();

    /** The command was carried out. */
    record Completed<A>(Command<A> command, A outcome) implements CommandResult<A> {}

    /** The command was refused, and changed nothing. */
    record Refused<A>(Command<A> command, InventoryException exception) implements CommandResult<A> {
        @Override
        public A outcome() {
            throw exception;
        }
    }
}
