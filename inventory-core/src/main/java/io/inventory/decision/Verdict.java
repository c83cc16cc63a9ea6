package io.inventory.decision;

import io.inventory.InventoryException;
import java.util.concurrent.CompletableFuture;

/** The answer to a command: an outcome, or an exception. */
public sealed interface Verdict<A> {
    /**
     * The outcome.
     *
     * @throws InventoryException if the command is refused
     */
    default A outcomeOrThrow() {
        if (this instanceof Refusal<A> refusal) throw refusal.exception();
        return ((Outcome<A>) this).outcome();
    }

    /** Gives it to whoever waits for it. */
    default void complete(CompletableFuture<A> future) {
        if (this instanceof Refusal<A> refusal) future.completeExceptionally(refusal.exception());
        else future.complete(((Outcome<A>) this).outcome());
    }

    /** The command has an outcome. */
    record Outcome<A>(A outcome) implements Verdict<A> {}

    /** The command is refused. */
    record Refusal<A>(InventoryException exception) implements Verdict<A> {}
}
