package io.inventory.jdbi.archive;

import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;

/**
 * What the ledger of a SKU adds up to at one of its versions.
 *
 * @param sku the SKU, as it is stored
 * @param balance what the entry of that version left; version 0 for the begin
 * @param sums of all entries up to that version
 */
public record LedgerPoint(String sku, Balance balance, LedgerSums sums) {
    /** The version. */
    public long version() {
        return balance.version();
    }

    boolean addsUp() {
        return sums.leadTo(balance);
    }
}
