package io.inventory;

/** Why an order was rejected. */
public enum RejectionReason {
    /** It names SKUs that were never created. */
    UNKNOWN_SKU,
    /** Too few units of at least one line. */
    INSUFFICIENT_STOCK,
    /** The order is over. */
    ORDER_CLOSED,
    /** The reservation to confirm or to extend ran out. */
    RESERVATION_EXPIRED,
    /** The order to extend is no reservation. */
    NOT_RESERVED
}
