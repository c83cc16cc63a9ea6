package io.inventory.jdbi.transaction;

/** A batch was decided from known stock, and the store proved that something was not as it was known; nothing is written. */
final class NotAsKnownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAsKnownException(Throwable cause) {
        super("not as known", cause);
    }
}
