package io.inventory.amqp;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.amqp.message.BadMessageException;
import java.util.concurrent.CompletionException;

/**
 * What becomes of a message that could not be carried out or answered.
 *
 * @param kind what to do
 * @param reason a stable name for it
 * @param detail the reason in words
 * @param cause what was thrown
 */
record FailureAction(Kind kind, String reason, String detail, Throwable cause) {
    enum Kind {
        /** The inventory can't answer anybody at present: keep the message and ask again. */
        HOLD,
        /** Another message may have to come first, or the failure may not come again: try again later, a few times. */
        RETRY,
        /** It will never succeed. */
        PARK
    }

    static FailureAction of(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof BadMessageException bad)
            return new FailureAction(Kind.PARK, bad.reason().name(), bad.detail(), bad);
        if (!(cause instanceof InventoryException exception))
            return new FailureAction(Kind.RETRY, ErrorReason.INTERNAL.name(), cause.toString(), cause);
        Kind kind = switch (exception.reason()) {
            // a caller without its token or role has everything refused, until somebody gives it to the consumer
            case UNAVAILABLE, OVERLOADED, READ_ONLY, UNAUTHENTICATED, PERMISSION_DENIED -> Kind.HOLD;
            case ORDER_NOT_FOUND, INTERNAL -> Kind.RETRY;
            case INVALID_ARGUMENT,
                    SKU_NOT_FOUND,
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
                    OUT_OF_RANGE -> Kind.PARK;
        };
        return new FailureAction(kind, exception.reason().name(), String.valueOf(exception.getMessage()), cause);
    }

    /** Whether something was thrown that nothing here should throw, and that is not logged yet. */
    boolean isBug() {
        return !(cause instanceof InventoryException || cause instanceof BadMessageException);
    }
}
