package io.inventory.jdbi.sql;

import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import java.time.Instant;

/**
 * What the entries of a ledger up to a version add up to.
 *
 * @param sku the SKU, as it is in the row
 * @param balance what they left
 * @param sums of all entries up to that version
 * @param createdAt when the entry of that version was written
 */
record Checkpoint(String sku, Balance balance, LedgerSums sums, Instant createdAt) {
    /** Before the first entry. */
    static Checkpoint none(String sku) {
        return new Checkpoint(sku, Balance.NOTHING, new LedgerSums(), Instant.EPOCH);
    }

    long version() {
        return balance.version();
    }

    /** Whether the sums are what the balance says. */
    boolean addsUp() {
        return sums.leadTo(balance);
    }
}
