package io.inventory.jdbi.transaction;

/** A batch needs more than what is known: it is to be decided with locks, in a transaction of its own. */
final class NotKnownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** It is no failure: where it was thrown is of no interest. */
    NotKnownException() {
        super("not known", null, false, false);
    }
}
