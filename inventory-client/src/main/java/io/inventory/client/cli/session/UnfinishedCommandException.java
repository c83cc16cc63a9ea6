package io.inventory.client.cli.session;

import io.inventory.InventoryException;

/** A command with a request id failed. */
public final class UnfinishedCommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final InventoryException failure;
    private final String repetition;

    /** @param repetition the options that make a repetition the same command: its request id, and what else was made for it */
    public UnfinishedCommandException(InventoryException failure, String repetition) {
        super(failure);
        this.failure = failure;
        this.repetition = repetition;
    }

    InventoryException failure() {
        return failure;
    }

    String repetition() {
        return repetition;
    }
}
