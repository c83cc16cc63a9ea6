package io.inventory.decision;

import io.inventory.InventoryException;

/**
 * The result of deciding one command.
 *
 * @param verdict the answer to the caller, once the changes are stored
 * @param changes what is to be stored
 */
record Decision<A>(Verdict<A> verdict, Changes changes) {
    static <A> Decision<A> of(A outcome, Changes changes) {
        return new Decision<>(new Verdict.Outcome<>(outcome), changes);
    }

    static <A> Decision<A> unchanged(A outcome) {
        return of(outcome, Changes.NONE);
    }

    static <A> Decision<A> refused(InventoryException exception) {
        return new Decision<>(new Verdict.Refusal<>(exception), Changes.NONE);
    }
}
