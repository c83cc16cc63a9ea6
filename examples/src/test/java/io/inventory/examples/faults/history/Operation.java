package io.inventory.examples.faults.history;

import java.util.List;

/**
 * A call or a message that asked for a change, as its sender saw it.
 *
 * @param id its number in the history; of a message also what its event names as its cause
 * @param kind what it asked for
 * @param way how it was sent
 * @param key the order id; for operators the request id
 * @param part the rollback id of a {@link Kind#RETURN}; the time to live of a {@link Kind#RESERVE}; else empty
 * @param units what it named; empty where the order itself says it
 * @param startNanos before it was sent, by the recording process's clock that only goes forward
 * @param endNanos after its answer came; {@link Long#MAX_VALUE} if none did
 * @param result what became of it
 * @param answer the answer without whether it was replayed, in one form for calls and messages; or the error's reason
 */
public record Operation(
        long id,
        Kind kind,
        Way way,
        String key,
        String part,
        List<Units> units,
        long startNanos,
        long endNanos,
        Result result,
        String answer) {
    /** The answer of a message that the broker has confirmed and that was never answered. */
    public static final String UNANSWERED = "UNANSWERED";

    /** Copies the list. */
    public Operation {
        units = List.copyOf(units);
    }

    /** What was asked for. */
    public enum Kind {
        OPEN,
        ADJUST,
        /** From how many units on a SKU is low: in {@link Operation#part}. */
        POLICY,
        DEDUCT,
        RESERVE,
        CONFIRM,
        /** Everything that the order has. */
        ROLLBACK,
        /** A part, with a rollback id. */
        RETURN
    }

    /** How it was sent. */
    public enum Way {
        CALL,
        MESSAGE
    }

    /** What became of it. */
    public enum Result {
        /** It was carried out, now or before. */
        OK,
        /** It was not, and that was said. */
        REFUSED,
        /** Nobody knows. */
        UNKNOWN
    }

    /** Whether its answer ends an order for good, or says that it was over. */
    public boolean isClosed() {
        return answer.startsWith("ORDER_CLOSED") || answer.startsWith("RESERVATION_EXPIRED");
    }

    /** Whether it was refused for something that is recorded nowhere and may pass. */
    public boolean isPassing() {
        return answer.equals("ORDER_NOT_FOUND");
    }

    /** Whether it made, or would have made, the order. */
    public boolean isCreation() {
        return kind == Kind.DEDUCT || kind == Kind.RESERVE;
    }
}
