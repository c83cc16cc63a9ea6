package io.inventory;

import java.util.Map;

/**
 * The server does not know the caller, or does not let its role do this; nothing was done. Nothing is wrong with the request:
 * what it comes from a queue for should stay there until somebody has given the caller a valid token, or its role.
 */
public final class AccessDeniedException extends InventoryException {
    private static final long serialVersionUID = 1;

    AccessDeniedException(ErrorReason reason, String message, Map<String, String> ids) {
        super(reason, message, ids);
    }

    /**
     * The caller is not known.
     *
     * @param why what is wrong and what to do about it
     */
    public static AccessDeniedException unauthenticated(String why) {
        return new AccessDeniedException(ErrorReason.UNAUTHENTICATED, why, Map.of());
    }

    /**
     * The caller's role is not enough.
     *
     * @param why what is wrong and what to do about it
     */
    public static AccessDeniedException permissionDenied(String why) {
        return new AccessDeniedException(ErrorReason.PERMISSION_DENIED, why, Map.of());
    }
}
