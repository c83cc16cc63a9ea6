package io.inventory;

import java.util.Map;

/** A bug in the inventory or a broken store; the correlation id finds the details in the log. */
public final class InternalErrorException extends InventoryException {
    private static final long serialVersionUID = 1;

    /** Made where the bug shows, with its cause. */
    public InternalErrorException(String message, Throwable... cause) {
        super(ErrorReason.INTERNAL, message, Map.of(), cause);
    }
}
