package io.inventory.decision;

import io.inventory.LineBalance;
import io.inventory.OrderLine;
import io.inventory.Sku;
import java.util.List;

/**
 * A line of a recorded order.
 *
 * @param sku what
 * @param quantity the units ordered
 * @param returned the units given back
 * @param versions the versions of the SKU's ledger entries that the order made, oldest first; empty if it took nothing
 */
public record LineRecord(Sku sku, long quantity, long returned, List<Long> versions) {
    /** The units that the order still has of those that it took. */
    public long outstanding() {
        return quantity - returned;
    }

    OrderLine line() {
        return new OrderLine(sku, quantity);
    }

    LineRecord moved(long returnedNow, long version) {
        return new LineRecord(sku, quantity, returned + returnedNow, Lists.append(versions, version));
    }

    LineBalance balance() {
        return versions.isEmpty()
                ? new LineBalance(sku, quantity, 0, 0)
                : new LineBalance(sku, quantity, quantity, returned);
    }
}
