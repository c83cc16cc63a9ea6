package io.inventory.jdbi.sql;

import io.inventory.InternalErrorException;
import io.inventory.LedgerEntry;
import io.inventory.Sku;
import io.inventory.StockBalance;
import io.inventory.decision.BalanceKey;
import io.inventory.decision.LedgerKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Finds a time in ledgers, in many at once: by bisection of their versions, each step by the primary key. A ledger of ten
 * million entries takes 24 steps.
 */
public final class LedgerTimes {
    private static final Comparator<LedgerKey> SORTED =
            Comparator.comparing(LedgerKey::sku).thenComparingLong(LedgerKey::version);

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
        find(at(newest, time)).forEach((key, entry) -> balances.put(key.sku(), StockBalance.after(entry)));
        return balances;
    }

    /**
     * The same for a time of each, in no more statements than for one.
     *
     * @param newest the version of the newest entry of each one's SKU
     */
    public Map<BalanceKey, StockBalance> balances(Map<BalanceKey, Long> newest) {
        Map<BalanceKey, StockBalance> balances = new HashMap<>();
        find(newest).forEach((key, entry) -> balances.put(key, StockBalance.after(entry)));
        return balances;
    }

    /** The version of the newest entry of a SKU that was written before a time; 0 if there is none. */
    public long versionBefore(Sku sku, long newest, Instant time) {
        return find(at(Map.of(sku, newest), time.minusNanos(1_000))).values().stream()
                .mapToLong(LedgerEntry::version)
                .findFirst()
                .orElse(0);
    }

    private static Map<BalanceKey, Long> at(Map<Sku, Long> newest, Instant time) {
        Map<BalanceKey, Long> all = new HashMap<>();
        newest.forEach((sku, version) -> all.put(new BalanceKey(sku, time), version));
        return all;
    }

    /** Of each, the newest entry that was written at its time or before it: all are bisected in step. */
    private Map<BalanceKey, LedgerEntry> find(Map<BalanceKey, Long> newest) {
        Map<BalanceKey, LedgerEntry> found = new HashMap<>();
        Map<BalanceKey, Range> open = new HashMap<>();
        newest.forEach((key, version) -> open.put(key, new Range(0, version)));
        while (!open.isEmpty()) {
            Set<LedgerKey> keys = new TreeSet<>(SORTED);
            open.forEach((key, range) -> keys.add(new LedgerKey(key.sku(), range.middle())));
            Map<LedgerKey, LedgerEntry> entries = new HashMap<>();
            for (LedgerEntry entry : dialect.findEntries(handle, List.copyOf(keys)))
                entries.put(new LedgerKey(entry.sku(), entry.version()), entry);
            open.entrySet().removeIf(next -> {
                BalanceKey key = next.getKey();
                long middle = next.getValue().middle();
                LedgerEntry entry = entries.get(new LedgerKey(key.sku(), middle));
                if (entry == null) throw missing(key.sku(), middle);
                boolean isLater = entry.createdAt().isAfter(key.asOf());
                if (!isLater) found.put(key, entry);
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
