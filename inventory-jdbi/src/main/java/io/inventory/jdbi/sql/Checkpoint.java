package io.inventory.jdbi.sql;

import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import io.inventory.jdbi.archive.LedgerPoint;
import java.time.Instant;

/**
 * What the entries of a ledger up to a version add up to.
 *
 * @param sku the SKU, as it is in the row
 * @param balance what they left
 * @param sums of all entries up to that version
 * @param createdAt when the entry of that version was written
 * @param archive the file with the last of these entries, which are not in the database any more; empty if they are
 */
record Checkpoint(String sku, Balance balance, LedgerSums sums, Instant createdAt, String archive) {
    /** Before the first entry. */
    static Checkpoint none(String sku) {
        return new Checkpoint(sku, Balance.NOTHING, new LedgerSums(), Instant.EPOCH, "");
    }

    long version() {
        return balance.version();
    }

    /** Whether the entries up to it were archived. */
    boolean isArchived() {
        return !archive.isEmpty();
    }

    LedgerPoint point() {
        return new LedgerPoint(sku, balance, sums);
    }

    /** Whether the sums are what the balance says. */
    boolean addsUp() {
        return sums.leadTo(balance);
    }
}
