package io.inventory.jdbi.sql;

import io.inventory.InternalErrorException;
import io.inventory.LedgerEntry;
import io.inventory.RefusedException;
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
import java.util.function.BiConsumer;
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
    private final ArchivedLedgers ledgers;

    public LedgerTimes(Dialect dialect, Handle handle) {
        this.dialect = dialect;
        this.handle = handle;
        ledgers = new ArchivedLedgers(handle);
    }

    /**
     * What the ledgers had at a time; without those of SKUs that did not exist then.
     *
     * @param newest the version of each SKU's newest entry
     * @throws RefusedException if the entries of that time were archived
     */
    public Map<Sku, StockBalance> balances(Map<Sku, Long> newest, Instant time) {
        Map<Sku, StockBalance> balances = new TreeMap<>();
        find(at(newest, time), LedgerTimes::refuse).forEach((key, balance) -> balances.put(key.sku(), balance));
        return balances;
    }

    /**
     * The same for a time of each, in no more statements than for one.
     *
     * @param newest the version of the newest entry of each one's SKU
     * @param archived hears of each whose entries of its time were archived, and up to when: those are left out
     */
    public Map<BalanceKey, StockBalance> balances(
            Map<BalanceKey, Long> newest, BiConsumer<BalanceKey, Instant> archived) {
        return find(newest, archived);
    }

    /**
     * The version of the newest entry of a SKU that was written before a time; 0 if there is none.
     *
     * @throws RefusedException if the entries of that time were archived
     */
    public long versionBefore(Sku sku, long newest, Instant time) {
        return find(at(Map.of(sku, newest), time.minusNanos(1_000)), LedgerTimes::refuse).values().stream()
                .mapToLong(StockBalance::version)
                .findFirst()
                .orElse(0);
    }

    private static Map<BalanceKey, Long> at(Map<Sku, Long> newest, Instant time) {
        Map<BalanceKey, Long> all = new HashMap<>();
        newest.forEach((sku, version) -> all.put(new BalanceKey(sku, time), version));
        return all;
    }

    private static void refuse(BalanceKey key, Instant archivedUntil) {
        throw RefusedException.ledgerArchived(key.sku(), archivedUntil);
    }

    /** Of each, what the newest entry left that was written at its time or before it: all are bisected in step. */
    private Map<BalanceKey, StockBalance> find(Map<BalanceKey, Long> newest, BiConsumer<BalanceKey, Instant> archived) {
        Map<BalanceKey, StockBalance> found = new HashMap<>();
        Map<BalanceKey, Range> open = new HashMap<>();
        newest.forEach((key, version) -> open.put(key, new Range(0, version)));
        while (!open.isEmpty()) {
            Set<LedgerKey> keys = new TreeSet<>(SORTED);
            open.forEach((key, range) -> keys.add(new LedgerKey(key.sku(), range.middle())));
            Map<LedgerKey, LedgerEntry> entries = new HashMap<>();
            for (LedgerEntry entry : dialect.findEntries(handle, List.copyOf(keys)))
                entries.put(new LedgerKey(entry.sku(), entry.version()), entry);
            open.entrySet().removeIf(next -> {
                LedgerEntry entry = entries.get(
                        new LedgerKey(next.getKey().sku(), next.getValue().middle()));
                next.setValue(
                        entry == null
                                ? afterArchived(next.getKey(), next.getValue(), found, archived)
                                : half(next.getKey(), next.getValue(), found, entry));
                return next.getValue().isEmpty();
            });
        }
        return found;
    }

    private static Range half(BalanceKey key, Range range, Map<BalanceKey, StockBalance> found, LedgerEntry entry) {
        boolean isLater = entry.createdAt().isAfter(key.asOf());
        if (!isLater) found.put(key, StockBalance.after(entry));
        return range.half(isLater);
    }

    /** The entry in the middle is missing: what was archived ends where the rest is looked for, or after what is asked for. */
    private Range afterArchived(
            BalanceKey key,
            Range range,
            Map<BalanceKey, StockBalance> found,
            BiConsumer<BalanceKey, Instant> archived) {
        Checkpoint last = ledgers.archived(key.sku(), range.middle());
        if (!last.createdAt().isAfter(key.asOf())) {
            found.put(key, ArchivedLedgers.balance(key.sku(), last));
            return range.after(last.version());
        }
        archived.accept(key, last.createdAt());
        found.remove(key);
        return range.after(range.high());
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

        Range after(long version) {
            return new Range(version, high);
        }

        Range half(boolean isLater) {
            return isLater ? new Range(low, middle() - 1) : new Range(middle(), high);
        }
    }
}
