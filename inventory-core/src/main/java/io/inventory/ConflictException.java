package io.inventory;

import java.util.Map;

/** The request contradicts what is recorded under the same id or version; nothing was done. */
public final class ConflictException extends InventoryException {
    private static final long serialVersionUID = 1;

    ConflictException(ErrorReason reason, String message, Map<String, String> ids) {
        super(reason, message, ids);
    }

    /** The SKU to create exists already. */
    public static ConflictException alreadyExists(Sku sku) {
        return new ConflictException(
                ErrorReason.ALREADY_EXISTS,
                "SKU " + sku + " exists already; use adjust or set to change its stock",
                Map.of("sku_id", sku.value()));
    }

    /** The order id is recorded with another origin or other lines. */
    public static ConflictException orderMismatch(OrderId orderId) {
        return new ConflictException(
                ErrorReason.ORDER_MISMATCH,
                "order " + orderId + " is recorded with other content; a new order needs a new id",
                Map.of("order_id", orderId.value()));
    }

    /** The request id is recorded for that SKU with other content. */
    public static ConflictException requestMismatch(Sku sku, RequestId requestId) {
        return new ConflictException(
                ErrorReason.REQUEST_MISMATCH,
                "request " + requestId + " of SKU " + sku
                        + " is recorded with other content; a new request needs a new id",
                Map.of("sku_id", sku.value(), "request_id", requestId.value()));
    }

    /** The rollback id is recorded for that order with other lines. */
    public static ConflictException rollbackMismatch(OrderId orderId, RollbackId rollbackId) {
        return new ConflictException(
                ErrorReason.REQUEST_MISMATCH,
                "rollback " + rollbackId + " of order " + orderId
                        + " is recorded with other lines; a new rollback needs a new id",
                Map.of("order_id", orderId.value(), "rollback_id", rollbackId.value()));
    }

    /** The SKU was rolled back before for that order, without a rollback id, in another quantity. */
    public static ConflictException rollbackMismatch(OrderId orderId, Sku sku) {
        return new ConflictException(
                ErrorReason.REQUEST_MISMATCH,
                "SKU " + sku + " of order " + orderId
                        + " was rolled back before in another quantity; give a rollback_id to roll back more of it",
                Map.of("order_id", orderId.value(), "sku_id", sku.value()));
    }

    /** The stock has moved on since the version that the caller expects. */
    public static ConflictException versionMismatch(Sku sku, long expected, long actual) {
        return new ConflictException(
                ErrorReason.VERSION_MISMATCH,
                "stock of SKU " + sku + " has version " + actual + ", expected " + expected + "; read it again",
                Map.of(
                        "sku_id", sku.value(),
                        "expected_version", Long.toString(expected),
                        "version", Long.toString(actual)));
    }
}
