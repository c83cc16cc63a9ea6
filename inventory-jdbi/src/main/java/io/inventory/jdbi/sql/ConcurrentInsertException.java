package io.inventory.jdbi.sql;

/** Another transaction recorded the same order, request or SKU after this one had read it: abort and run again. */
public final class ConcurrentInsertException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConcurrentInsertException() {
        super("another transaction recorded the same key meanwhile", null, false, false);
    }
}
