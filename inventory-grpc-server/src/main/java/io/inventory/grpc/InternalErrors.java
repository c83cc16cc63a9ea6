package io.inventory.grpc;

import io.inventory.InternalErrorException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs internal errors under correlation ids, which is all that callers learn of them. One failure of many requests, as of a
 * batch, is logged once; of more than {@link #LINES_PER_SECOND_MAX} failures a second the others are counted and share the
 * id of the last that was logged, so that every id given is in the log. Thread-safe.
 */
final class InternalErrors {
    static final int LINES_PER_SECOND_MAX = 20;
    /** How far a chain of causes is followed: one may lead back to itself. */
    private static final int CAUSES_MAX = 100;

    private final LimitedLog log;
    private @Nullable Throwable last;
    private String lastId = newId();

    InternalErrors(Logger target) {
        log = new LimitedLog(target, Level.ERROR, "internal errors", LINES_PER_SECOND_MAX);
    }

    /** Logs the failure, unless that was done or is too much, and returns the id by which the log has it. */
    synchronized String log(Throwable failure) {
        if (failure == last) return lastId;
        String id = newId();
        if (!isLogged(failure, id)) return lastId;
        last = failure;
        lastId = id;
        return id;
    }

    /**
     * An {@link InternalErrorException} without a cause says itself what is wrong; the cause of one may be in the log already,
     * as for those of the JDBI inventory. What else is thrown nobody has logged.
     */
    private boolean isLogged(Throwable failure, String id) {
        if (failure instanceof InternalErrorException known)
            if (known.isLogged() || known.getCause() == null)
                return log.log("internal error, correlation id {}: {}{}", id, known.getMessage(), cause(known));
        return log.log("internal error, correlation id {}", id, failure);
    }

    private static String cause(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < CAUSES_MAX && root.getCause() != null; depth++) root = root.getCause();
        if (root == failure) return "";
        String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return " (" + root.getClass().getSimpleName() + ": " + message + ")";
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
