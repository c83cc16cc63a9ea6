package io.inventory.decision;

import io.inventory.InventoryException;

/** What a command's caller is told: an outcome, or an exception. */
public sealed interface Verdict<A> {
    /** The command has an outcome. */
    record Outcome<A>(A outcome) implements Verdict<A> {}

    /** The command is refused. */
    record Refusal<A>(InventoryException exception) implements Verdict<A> {}
}
