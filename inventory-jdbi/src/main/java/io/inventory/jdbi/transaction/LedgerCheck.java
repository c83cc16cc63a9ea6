package io.inventory.jdbi.transaction;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Signal;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.Movement;
import io.inventory.jdbi.sql.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Finds the ledgers and signals that are ahead of their stocks, as after a partial restore: the next entry of such a SKU, or a
 * next signal, would fail its whole transaction for a duplicate key. It costs two queries, or three, so that it is done only for a while
 * after such a failure.
 * Thread-safe.
 */
final class LedgerCheck {
    private static final Duration SUSPICION = Duration.ofSeconds(2);

    private final Dialect dialect;
    private volatile long suspicionEndsNanos = System.nanoTime();

    LedgerCheck(Dialect dialect) {
        this.dialect = dialect;
    }

    /** To be called when a transaction failed for a duplicate key. */
    void suspect() {
        suspicionEndsNanos = System.nanoTime() + SUSPICION.toNanos();
    }

    /** Whether a transaction failed in that way within the last seconds. */
    boolean isDue() {
        return System.nanoTime() - suspicionEndsNanos < 0;
    }

    /**
     * What the stocks are behind of.
     *
     * @param versions the version of each stock that is locked; 0 for a SKU that has none
     */
    Ahead ahead(Handle handle, Map<Sku, Long> versions) {
        if (versions.isEmpty()) return Ahead.NOTHING;
        List<LedgerKey> keys = new ArrayList<>(versions.size());
        versions.forEach((sku, version) -> keys.add(new LedgerKey(sku, version)));
        List<LedgerKey> laterEntries = dialect.findEntriesAfter(handle, keys);
        List<LedgerKey> laterSignals = dialect.findSignalsAfter(handle, keys);
        if (laterEntries.isEmpty() && laterSignals.isEmpty()) return Ahead.NOTHING;
        Map<Sku, Long> current = currentVersions(handle, laterEntries, laterSignals);
        Map<Sku, InventoryException> entries = new HashMap<>();
        for (LedgerKey entry : laterEntries)
            if (isAhead(entry, current))
                entries.put(entry.sku(), ofEntry(entry, versions.getOrDefault(entry.sku(), 0L)));
        Map<Sku, AheadSignal> signals = new HashMap<>();
        for (LedgerKey signal : laterSignals)
            if (isAhead(signal, current))
                signals.put(
                        signal.sku(),
                        new AheadSignal(signal.version(), ofSignal(signal, versions.getOrDefault(signal.sku(), 0L))));
        return new Ahead(entries, signals);
    }

    /**
     * Another transaction may have created the SKU, with its ledger, after this one had looked for a stock to lock. And H2 gives a
     * lock that was waited for at times with the row as it was before the last change; the guards of the writes see to that.
     */
    private Map<Sku, Long> currentVersions(Handle handle, List<LedgerKey> entries, List<LedgerKey> signals) {
        List<Sku> skus = Stream.concat(entries.stream(), signals.stream())
                .map(LedgerKey::sku)
                .distinct()
                .sorted()
                .toList();
        return dialect.findStocks(handle, skus).stream().collect(Collectors.toMap(Stock::sku, Stock::version));
    }

    private static boolean isAhead(LedgerKey found, Map<Sku, Long> current) {
        return found.version() > current.getOrDefault(found.sku(), 0L);
    }

    private static InventoryException ofEntry(LedgerKey entry, long version) {
        return failure(entry.sku(), "a ledger entry", entry.version(), version, "");
    }

    private static InventoryException ofSignal(LedgerKey signal, long version) {
        String cure =
                ": restore all tables from one moment, or delete its rows after that version from inventory_signals";
        return failure(signal.sku(), "a signal", signal.version(), version, cure);
    }

    private static InventoryException failure(Sku sku, String what, long ahead, long version, String cure) {
        String message = "SKU " + sku + " has " + what + " of version " + ahead + ", but its stock is at version "
                + version + cure;
        return InventoryException.of(ErrorReason.INTERNAL, message, Map.of("sku_id", sku.value()));
    }

    /**
     * A signal of a SKU that its stock has not come to.
     *
     * @param version of the last one
     * @param failure of what would bring about one up to it
     */
    record AheadSignal(long version, InventoryException failure) {}

    /**
     * What can't be written.
     *
     * @param entries the SKUs whose stocks can't be moved, and why
     * @param signals the SKUs of which nothing can be told up to a version, and why; what is not told can be done
     */
    record Ahead(Map<Sku, InventoryException> entries, Map<Sku, AheadSignal> signals) {
        static final Ahead NOTHING = new Ahead(Map.of(), Map.of());

        /** @throws InventoryException if these are among it */
        void requireNone(List<Movement> movements, List<Signal> told) {
            if (entries.isEmpty() && signals.isEmpty()) return;
            for (Movement movement : movements) {
                InventoryException reason = entries.get(movement.sku());
                if (reason != null) throw reason;
            }
            for (Signal signal : told) {
                AheadSignal last = signals.get(signal.sku());
                if (last != null && signal.version() <= last.version()) throw last.failure();
            }
        }
    }
}
