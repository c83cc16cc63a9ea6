package io.inventory;

import java.util.Map;

/**
 * The inventory could not answer: overloaded, stopped, its store cannot be reached or refuses changes. Nothing is wrong
 * with the request. With {@link ErrorReason#UNAVAILABLE} it may or may not have been carried out, else it was not;
 * sending it again is safe and gives the one answer.
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

    /**
     * The store takes no changes, for example because it is the standby of a pair that has failed over; nothing was
     * done. Queries are answered all the same.
     *
     * @param what what is wrong and what to do about it
     */
    public static UnavailableException readOnly(String what, Throwable... cause) {
        return new UnavailableException(ErrorReason.READ_ONLY, "inventory service read-only: " + what, cause);
    }

    /** A limit on what may wait was reached; nothing was begun. */
    public static UnavailableException overloaded(String limit) {
        return new UnavailableException(
                ErrorReason.OVERLOADED, "inventory service overloaded: " + limit + "; try again later");
    }

    /** The time in which it was to be begun was over before its turn came; nothing was begun. */
    public static UnavailableException tooLate() {
        return overloaded("the request waited for longer than its caller's time allows");
    }
}
