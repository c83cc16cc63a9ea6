package io.inventory.decision;

import io.inventory.InternalErrorException;
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

    /**
     * Changes the balances.
     *
     * @throws RefusedException with OUT_OF_RANGE, if a balance would exceed 64 bits
     * @throws InternalErrorException if one would fall below zero: every caller has seen that the units are there, so that
     *     the stock contradicts what is recorded of it
     */
    static Movement move(
            StockLevel stock, long change, long reservedChange, LedgerReason reason, String note, String refId) {
        long available = stock.available() + change;
        long reserved = stock.reserved() + reservedChange;
        if ((change > 0 && available < 0) || (reservedChange > 0 && reserved < 0))
            throw RefusedException.outOfRange(stock.sku());
        if (available < 0 || reserved < 0)
            throw new InternalErrorException("the stock of SKU " + stock.sku() + " has less than its orders hold");
        return new Movement(
                stock.sku(), stock.version() + 1, change, reservedChange, available, reserved, reason, note, refId);
    }
}
