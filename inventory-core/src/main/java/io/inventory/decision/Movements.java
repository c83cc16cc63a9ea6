package io.inventory.decision;

import io.inventory.InternalErrorException;
import io.inventory.RefusedException;

/** Makes the ledger entries of a change, with exact arithmetic. */
final class Movements {
    private Movements() {}

    /**
     * Changes the balances.
     *
     * @throws RefusedException with OUT_OF_RANGE, if a balance would exceed 64 bits
     * @throws InternalErrorException if one would fall below zero: every caller has seen that the units are there, so that
     *     the stock contradicts what is recorded of it
     */
    static Movement move(StockLevel stock, long change, long reservedChange, Cause cause) {
        long available = stock.available() + change;
        long reserved = stock.reserved() + reservedChange;
        if ((change > 0 && available < 0) || (reservedChange > 0 && reserved < 0))
            throw RefusedException.outOfRange(stock.sku());
        if (available < 0 || reserved < 0)
            throw new InternalErrorException("the stock of SKU " + stock.sku() + " has less than its orders hold");
        return to(stock, stock.next(available, reserved, cause.now()), cause);
    }

    /** Changes the policy, and no balance. */
    static Movement policy(StockLevel stock, long safetyStock, long lowThreshold, Cause cause) {
        return to(stock, stock.next(cause.now(), safetyStock, lowThreshold), cause);
    }

    private static Movement to(StockLevel before, StockLevel after, Cause cause) {
        return new Movement(before, after, cause.reason(), cause.note(), cause.refId(), cause.actor());
    }
}
