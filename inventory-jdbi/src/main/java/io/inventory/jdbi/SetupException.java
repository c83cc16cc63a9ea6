package io.inventory.jdbi;

/** The store can't be used as it is set up. The message, one line, says what is wrong and what to do about it. A retry helps only once that is done. */
public final class SetupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for the one who operates the store. */
    public SetupException(String message, Throwable... cause) {
        super(message, cause.length == 0 ? null : cause[0]);
    }
}
