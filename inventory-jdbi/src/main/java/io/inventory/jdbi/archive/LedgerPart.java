package io.inventory.jdbi.archive;

import io.inventory.LedgerEntry;
import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import java.util.List;

/**
 * Successive entries of a SKU, with what its ledger adds up to before and after them.
 *
 * @param opening before the first of them
 * @param entries in the order of their versions, at least one
 * @param closing after the last of them
 */
public record LedgerPart(LedgerPoint opening, List<LedgerEntry> entries, LedgerPoint closing) {
    /** Copies the list. */
    public LedgerPart {
        entries = List.copyOf(entries);
    }

    /** Adds the entries up. */
    public static LedgerPart of(LedgerPoint opening, List<LedgerEntry> entries) {
        LedgerSums sums = opening.sums().plus(new LedgerSums());
        entries.forEach(sums::add);
        LedgerEntry last = entries.get(entries.size() - 1);
        return new LedgerPart(opening, entries, new LedgerPoint(opening.sku(), Balance.after(last), sums));
    }

    /** Whether each entry follows from the one before, from the opening on, and all add up to the closing. */
    public boolean isProved() {
        Balance before = opening.balance();
        for (LedgerEntry entry : entries) {
            if (!follows(before, entry)) return false;
            before = Balance.after(entry);
        }
        return before.equals(closing.balance()) && opening.addsUp() && closing.addsUp();
    }

    static boolean follows(Balance before, LedgerEntry entry) {
        return entry.version() == before.version() + 1
                && entry.availableAfter() == before.available() + entry.change()
                && entry.reservedAfter() == before.reserved() + entry.reservedChange();
    }
}
