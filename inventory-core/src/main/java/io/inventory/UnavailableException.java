package io.inventory;

import java.util.Map;

/**
 * The inventory could not answer: overloaded, stopped, or its store cannot be reached. The request may or may not have
 * been carried out; sending it again is safe and gives the one answer.
 */
public final class UnavailableException extends InventoryException {
    private static final long serialVersionUID = 1;

    UnavailableException(ErrorReason reason, String message, Throwable... causes) {
        super(reason, message, Map.of(), causes);
    }

    /** The store or the server cannot be reached, or did not answer in time. */
    public static UnavailableException unavailable(String why, Throwable... cause) {
        return new UnavailableException(ErrorReason.UNAVAILABLE, "inventory service unavailable: " + why, cause);
    }

    /** A limit on what may wait was reached; nothing was begun. */
    public static UnavailableException overloaded(String limit) {
        return new UnavailableException(
                ErrorReason.OVERLOADED, "inventory service overloaded: " + limit + "; try again later");
    }
}
