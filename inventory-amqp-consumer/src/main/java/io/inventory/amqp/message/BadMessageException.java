package io.inventory.amqp.message;

/** A message that can never be understood, however often it is tried. */
public final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1;

    /** Stable names: they stand in the parked message's header. */
    public enum Reason {
        /** The body is larger than {@link EventReader#BODY_BYTES_MAX}. */
        TOO_LARGE,
        /** Another content type or encoding than JSON in UTF-8. */
        UNSUPPORTED_CONTENT,
        /** Not JSON, or JSON beyond the limits, or fields of the wrong kind. */
        MALFORMED,
        /** A routing key or type that is not consumed. */
        UNKNOWN_TYPE,
        /** A version of the event that is not known. */
        UNKNOWN_VERSION,
        /** A sender has set headers that are the consumer's own. */
        SPOOFED_HEADERS,
        /** A field breaks a rule of the inventory. */
        INVALID_ARGUMENT
    }

    private final Reason reason;

    BadMessageException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
