package io.inventory.decision;

import io.inventory.LedgerReason;
import io.inventory.Sku;

/**
 * A change of one stock: a ledger entry before it has an id and a time. Fields as in {@link io.inventory.LedgerEntry}.
 */
public record Movement(
        Sku sku,
        long version,
        long change,
        long reservedChange,
        long availableAfter,
        long reservedAfter,
        LedgerReason reason,
        String note,
        String refId) {
    /** The stock after the change. */
    public StockLevel levelAfter() {
        return new StockLevel(sku, availableAfter, reservedAfter, version);
    }
}
