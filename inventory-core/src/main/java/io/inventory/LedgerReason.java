package io.inventory;

/** Why a ledger entry was written. */
public enum LedgerReason {
    /** The SKU was created. */
    INITIALIZED,
    /** An order took units. */
    ORDER_CREATED,
    /** An order was cancelled, in whole or in part. */
    ORDER_CANCELED,
    /** An order was closed, in whole or in part. */
    ORDER_CLOSED,
    /** An order reserved units. */
    ORDER_RESERVED,
    /** A reservation became a sale. */
    ORDER_CONFIRMED,
    /** A reservation ran out. */
    RESERVATION_EXPIRED,
    /** An operator added or took off units. */
    MANUAL_ADJUST,
    /** An operator set the available units. */
    MANUAL_SET,
    /** An operator recorded a stock-taking. */
    STOCK_COUNTED,
    /** An operator set safety stock and threshold; no unit moved. */
    POLICY_SET
}
