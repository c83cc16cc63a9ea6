package io.inventory.jdbi.transaction;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.decision.LedgerKey;
import io.inventory.jdbi.sql.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Finds the ledgers that are ahead of their stocks, as after a partial restore: the next entry of such a SKU would fail its
 * whole transaction for a duplicate key. It costs a query, so that it is done only for a while after such a failure.
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
     * Why the stocks of some SKUs can't be moved.
     *
     * @param versions the version of each stock that is locked; 0 for a SKU that has none
     */
    Map<Sku, InventoryException> ahead(Handle handle, Map<Sku, Long> versions) {
        if (versions.isEmpty()) return Map.of();
        List<LedgerKey> keys = new ArrayList<>(versions.size());
        versions.forEach((sku, version) -> keys.add(new LedgerKey(sku, version)));
        Map<Sku, InventoryException> ahead = new HashMap<>();
        for (LedgerKey entry : dialect.findEntriesAfter(handle, keys)) {
            long version = versions.getOrDefault(entry.sku(), 0L);
            if (version > 0 || !isThereNow(handle, entry.sku())) ahead.put(entry.sku(), failure(entry, version));
        }
        return ahead;
    }

    /** Another transaction may have created the SKU, with its ledger, after this one had looked for a stock to lock. */
    private boolean isThereNow(Handle handle, Sku sku) {
        return !dialect.findStocks(handle, List.of(sku)).isEmpty();
    }

    private static InventoryException failure(LedgerKey entry, long version) {
        String message = "SKU " + entry.sku() + " has a ledger entry of version " + entry.version()
                + ", but its stock is at version " + version;
        return InventoryException.of(
                ErrorReason.INTERNAL, message, Map.of("sku_id", entry.sku().value()));
    }
}
