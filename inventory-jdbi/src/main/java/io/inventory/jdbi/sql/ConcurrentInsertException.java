package io.inventory.jdbi.sql;

import org.jspecify.annotations.Nullable;

/** Another transaction recorded the same order, request or SKU after this one had read it: abort and run again. */
public final class ConcurrentInsertException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConcurrentInsertException() {
        this(null);
    }

    /** What the database said of it. */
    ConcurrentInsertException(@Nullable Throwable cause) {
        super("another transaction recorded the same key meanwhile", cause, false, false);
    }
}
