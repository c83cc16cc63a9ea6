package io.inventory.client.cli.session;

/** What was given cannot be used; the message says why and what to give instead, and shows nothing that may be a secret. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A sentence without its full stop. */
    public UsageException(String message) {
        super(message);
    }
}
