package io.inventory.jdbi.sql;

import io.inventory.RefusedException;
import io.inventory.Sku;
import io.inventory.StockBalance;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Up to where ledgers were archived: what the entries up to there added up to is in a checkpoint of that version, and they are gone.
 * Asked when an entry is missing, and so after it was archived. Not thread-safe.
 */
final class ArchivedLedgers {
    private final Handle handle;

    ArchivedLedgers(Handle handle) {
        this.handle = handle;
    }

    /** That checkpoint; empty if nothing of the SKU was archived, or if it is damaged. */
    Optional<Checkpoint> of(String sku) {
        return handle.attach(CheckpointsTable.class).findArchived(sku).stream()
                .filter(Checkpoint::addsUp)
                .findFirst();
    }

    /** The checkpoint up to which a ledger was archived that lacks the entry of that version for this reason. */
    Checkpoint archived(Sku sku, long missing) {
        return of(sku.value())
                .filter(checkpoint -> checkpoint.version() >= missing)
                .orElseThrow(() -> LedgerTimes.missing(sku, missing));
    }

    /**
     * What the missing entry of a version left.
     *
     * @throws RefusedException if it was archived, and another was the last of those
     * @throws io.inventory.InternalErrorException if it was not archived
     */
    StockBalance balance(Sku sku, long version) {
        Checkpoint archived = archived(sku, version);
        if (archived.version() == version) return balance(sku, archived);
        throw RefusedException.ledgerArchived(sku, archived.createdAt());
    }

    static StockBalance balance(Sku sku, Checkpoint checkpoint) {
        return new StockBalance(
                sku,
                checkpoint.balance().available(),
                checkpoint.balance().reserved(),
                checkpoint.version(),
                checkpoint.createdAt());
    }
}
