package io.inventory;

import java.util.Map;
import java.util.Optional;

/**
 * A bug in the inventory or a broken store. A server tells nobody the details: the {@link #correlationId} finds them in its
 * log.
 */
public final class InternalErrorException extends InventoryException {
    private static final long serialVersionUID = 1;

    InternalErrorException(String message, Map<String, String> ids) {
        super(ErrorReason.INTERNAL, message, ids);
    }

    /** Made where the bug shows, with its cause. */
    public InternalErrorException(String message, Throwable... cause) {
        super(ErrorReason.INTERNAL, message, Map.of(), cause);
    }

    /** Under what the server's log has the details; empty where no server was between. */
    public Optional<String> correlationId() {
        return Optional.ofNullable(ids().get("correlation_id"));
    }
}
