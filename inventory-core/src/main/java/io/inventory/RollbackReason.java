package io.inventory;

/** Why an order gives units back; the ledger tells them apart. */
public enum RollbackReason {
    /** The customer or the shop cancelled. */
    CANCELED,
    /** The order was closed, for example because it was never paid. */
    CLOSED
}
