package io.inventory;

import java.util.Map;

/**
 * A bug in the inventory or a broken store. From a server, {@link #ids()} has a {@code correlation_id} that finds the
 * details in the server's log.
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
}
