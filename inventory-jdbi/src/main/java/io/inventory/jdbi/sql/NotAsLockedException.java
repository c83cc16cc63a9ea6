package io.inventory.jdbi.sql;

/** A guarded write did not find the rows as they were when they were locked: a bug, or somebody else changes the tables. */
public final class NotAsLockedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotAsLockedException(String message) {
        super(message);
    }
}
