package io.inventory.jdbi.sql;

import io.inventory.InternalErrorException;
import io.inventory.LedgerEntry;
import io.inventory.Sku;
import io.inventory.StockBalance;
import io.inventory.decision.LedgerKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Finds a time in ledgers, in many at once: by bisection of their versions, each step by the primary key. A ledger of ten
 * million entries takes 24 steps.
 */
public final class LedgerTimes {
    private final Dialect dialect;
    private final Handle handle;

    public LedgerTimes(Dialect dialect, Handle handle) {
        this.dialect = dialect;
        this.handle = handle;
    }

    /**
     * What the ledgers had at a time; without those of SKUs that did not exist then.
     *
     * @param newest the version of each SKU's newest entry
     */
    public Map<Sku, StockBalance> balances(Map<Sku, Long> newest, Instant time) {
        Map<Sku, StockBalance> balances = new TreeMap<>();
        find(newest, time).forEach((sku, entry) -> balances.put(sku, StockBalance.after(entry)));
        return balances;
    }

    /** The version of the newest entry of a SKU that was written before a time; 0 if there is none. */
    public long versionBefore(Sku sku, long newest, Instant time) {
        LedgerEntry entry = find(Map.of(sku, newest), time.minusNanos(1_000)).get(sku);
        return entry == null ? 0 : entry.version();
    }

    /** Of each SKU, the newest entry that was written at that time or before it. */
    private Map<Sku, LedgerEntry> find(Map<Sku, Long> newest, Instant time) {
        Map<Sku, LedgerEntry> found = new HashMap<>();
        Map<Sku, Range> open = new TreeMap<>();
        newest.forEach((sku, version) -> open.put(sku, new Range(0, version)));
        while (!open.isEmpty()) {
            List<LedgerKey> keys = new ArrayList<>(open.size());
            open.forEach((sku, range) -> keys.add(new LedgerKey(sku, range.middle())));
            Map<Sku, LedgerEntry> entries = new HashMap<>();
            for (LedgerEntry entry : dialect.findEntries(handle, keys)) entries.put(entry.sku(), entry);
            open.entrySet().removeIf(next -> {
                LedgerEntry entry = entries.get(next.getKey());
                if (entry == null) throw missing(next.getKey(), next.getValue().middle());
                boolean isLater = entry.createdAt().isAfter(time);
                if (!isLater) found.put(next.getKey(), entry);
                next.setValue(next.getValue().half(isLater));
                return next.getValue().isEmpty();
            });
        }
        return found;
    }

    /** Whoever leaves out an entry would find a wrong balance. */
    static InternalErrorException missing(Sku sku, long version) {
        return new InternalErrorException("the ledger of SKU " + sku + " lacks the entry of version " + version);
    }

    /** The version that is looked for is after {@code low}, if it is not that, and at most {@code high}. */
    private record Range(long low, long high) {
        boolean isEmpty() {
            return low >= high;
        }

        long middle() {
            return low + (high - low + 1) / 2;
        }

        Range half(boolean isLater) {
            return isLater ? new Range(low, middle() - 1) : new Range(middle(), high);
        }
    }
}
