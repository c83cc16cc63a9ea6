package io.inventory.decision;

import io.inventory.Actor;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.Sku;
import java.util.UUID;

/**
 * A change of one stock: a ledger entry before it has an id.
 *
 * @param before the stock as it was
 * @param after the stock as it is from now on, one version later
 * @param reason why
 * @param note the operator's own words, else empty
 * @param refId the order id or request id that it was made for
 * @param actor who gave the command, if it is an operator's
 */
public record Movement(
        StockLevel before, StockLevel after, LedgerReason reason, String note, String refId, Actor actor) {
    /** The SKU. */
    public Sku sku() {
        return after.sku();
    }

    /** The stock's version after the change. */
    public long version() {
        return after.version();
    }

    /** The ledger entry of that id. */
    public LedgerEntry entry(UUID id) {
        return new LedgerEntry(
                id,
                after.sku(),
                after.version(),
                after.available() - before.available(),
                after.reserved() - before.reserved(),
                after.available(),
                after.reserved(),
                reason,
                note,
                refId,
                actor,
                after.updatedAt());
    }
}
