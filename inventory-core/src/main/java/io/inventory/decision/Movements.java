package io.inventory.decision;

import io.inventory.LedgerReason;
import io.inventory.OrderId;
import io.inventory.RefusedException;

/** Makes the ledger entries of a change, with exact arithmetic. */
final class Movements {
    private Movements() {}

    /** Changes the balances for an order. */
    static Movement move(StockLevel stock, long change, long reservedChange, LedgerReason reason, OrderId orderId) {
        return move(stock, change, reservedChange, reason, "", orderId.value());
    }

    /** @throws RefusedException with OUT_OF_RANGE, if a balance would exceed 64 bits */
    static Movement move(
            StockLevel stock, long change, long reservedChange, LedgerReason reason, String note, String refId) {
        long available = stock.available() + change;
        long reserved = stock.reserved() + reservedChange;
        if ((change > 0 && available < 0) || (reservedChange > 0 && reserved < 0))
            throw RefusedException.outOfRange(stock.sku());
        if (available < 0 || reserved < 0)
            throw new IllegalStateException("a decision would take SKU " + stock.sku() + " below zero");
        return new Movement(
                stock.sku(), stock.version() + 1, change, reservedChange, available, reserved, reason, note, refId);
    }
}
