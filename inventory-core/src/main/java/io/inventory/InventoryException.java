package io.inventory;

import java.util.Map;

/**
 * A request that was not carried out: misuse, a conflict with what is recorded, a fault or a bug. An expected outcome
 * (a rejected order, say) is never an exception.
 *
 * <p>Repeating any request is always safe; {@link #isRetryable()} says whether it can help.
 */
public abstract sealed class InventoryException extends RuntimeException
        permits InvalidRequestException,
                NotFoundException,
                ConflictException,
                RefusedException,
                AccessDeniedException,
                UnavailableException,
                InternalErrorException {
    private static final long serialVersionUID = 1;

    private final ErrorReason reason;

    /** What {@link Map#copyOf} returns is serializable. */
    @SuppressWarnings("serial")
    private final Map<String, String> ids;

    InventoryException(ErrorReason reason, String message, Map<String, String> ids, Throwable... causes) {
        // refusals for overload come by the thousand, from one place: a stack trace would cost more than it tells
        super(message, causes.length == 0 ? null : causes[0], true, reason != ErrorReason.OVERLOADED);
        this.reason = reason;
        this.ids = Map.copyOf(ids);
    }

    /**
     * Makes the exception that {@code reason} stands for, from what a server said of it. Fields of a malformed request
     * are not known here; see {@link InvalidRequestException#InvalidRequestException(java.util.List)}.
     */
    public static InventoryException of(ErrorReason reason, String message, Map<String, String> ids) {
        return switch (reason) {
            case INVALID_ARGUMENT -> new InvalidRequestException("request", message);
            case SKU_NOT_FOUND, ORDER_NOT_FOUND -> new NotFoundException(reason, message, ids);
            case ALREADY_EXISTS, ORDER_MISMATCH, REQUEST_MISMATCH, VERSION_MISMATCH ->
                new ConflictException(reason, message, ids);
            case ROLLBACK_EXCEEDS_ORDER,
                    TOO_MANY_ROLLBACKS,
                    ADJUSTMENT_BELOW_ZERO,
                    EXTENSION_EXCEEDS_LIMIT,
                    COUNT_BELOW_ZERO,
                    AS_OF_BEFORE_FIRST_ENTRY,
                    AS_OF_IN_THE_FUTURE,
                    SIGNALS_PRUNED,
                    HISTORY_PRUNED,
                    OUT_OF_RANGE -> new RefusedException(reason, message, ids);
            case UNAUTHENTICATED, PERMISSION_DENIED -> new AccessDeniedException(reason, message, ids);
            case OVERLOADED, UNAVAILABLE, READ_ONLY -> new UnavailableException(reason, message);
            case INTERNAL -> new InternalErrorException(message, ids);
        };
    }

    /** The stable name of what is wrong. */
    public final ErrorReason reason() {
        return reason;
    }

    /** What the error is about, by field name: {@code sku_id}, {@code order_id}, {@code request_id} and the like. */
    public final Map<String, String> ids() {
        return ids;
    }

    /**
     * Whether the same request may succeed when it is simply sent again, because the fault is the service's and not the
     * request's: true for every {@link UnavailableException}, false for all others. A queue keeps such a request.
     *
     * <p>The pause before another try depends on the reason: some 100 ms for {@link ErrorReason#OVERLOADED}, up to
     * seconds for {@link ErrorReason#UNAVAILABLE}, many seconds for {@link ErrorReason#READ_ONLY}, which lasts until
     * somebody or something cures it (the client, which repeats the others itself, does not repeat that one).
     */
    public final boolean isRetryable() {
        return switch (reason) {
            case OVERLOADED, UNAVAILABLE, READ_ONLY -> true;
            case INVALID_ARGUMENT,
                    SKU_NOT_FOUND,
                    ORDER_NOT_FOUND,
                    ALREADY_EXISTS,
                    ORDER_MISMATCH,
                    REQUEST_MISMATCH,
                    ROLLBACK_EXCEEDS_ORDER,
                    TOO_MANY_ROLLBACKS,
                    ADJUSTMENT_BELOW_ZERO,
                    EXTENSION_EXCEEDS_LIMIT,
                    COUNT_BELOW_ZERO,
                    AS_OF_BEFORE_FIRST_ENTRY,
                    AS_OF_IN_THE_FUTURE,
                    VERSION_MISMATCH,
                    SIGNALS_PRUNED,
                    HISTORY_PRUNED,
                    OUT_OF_RANGE,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    INTERNAL -> false;
        };
    }
}
