package io.inventory;

import java.util.Map;

/** The SKU or order that the request is about does not exist; nothing was done. */
public final class NotFoundException extends InventoryException {
    private static final long serialVersionUID = 1;

    NotFoundException(ErrorReason reason, String message, Map<String, String> ids) {
        super(reason, message, ids);
    }

    /** No stock of that SKU was ever created. */
    public static NotFoundException sku(Sku sku) {
        return new NotFoundException(
                ErrorReason.SKU_NOT_FOUND,
                "SKU " + sku + " does not exist; create it first",
                Map.of("sku_id", sku.value()));
    }

    /** No order of that id is recorded. */
    public static NotFoundException order(OrderId orderId) {
        return new NotFoundException(
                ErrorReason.ORDER_NOT_FOUND, "order " + orderId + " is not known", Map.of("order_id", orderId.value()));
    }
}
