package io.inventory;

import java.util.Map;
import java.util.Optional;

/**
 * A bug in the inventory or a broken store. A server tells nobody the details: the {@link #correlationId} finds them in its
 * log.
 */
public final class InternalErrorException extends InventoryException {
    private static final long serialVersionUID = 1;

    private final boolean logged;

    InternalErrorException(String message, Map<String, String> ids) {
        super(ErrorReason.INTERNAL, message, ids);
        this.logged = false;
    }

    /** Made where the bug shows, with its cause. */
    public InternalErrorException(String message, Throwable... cause) {
        this(false, message, cause);
    }

    private InternalErrorException(boolean logged, String message, Throwable... cause) {
        super(ErrorReason.INTERNAL, message, Map.of(), cause);
        this.logged = logged;
    }

    /** One whose maker has logged the cause, as fully as an operator needs it. */
    public static InternalErrorException logged(String message, Throwable cause) {
        return new InternalErrorException(true, message, cause);
    }

    /** Whether the cause is in the log already, so that who catches this need not log a stack trace once more. */
    public boolean isLogged() {
        return logged;
    }

    /** Under what the server's log has the details; empty where no server was between. */
    public Optional<String> correlationId() {
        return Optional.ofNullable(ids().get("correlation_id"));
    }
}
