package io.inventory.jdbi.sql;

import io.inventory.InternalErrorException;
import io.inventory.InvalidRequestException;
import io.inventory.LedgerEntry;
import io.inventory.Sku;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.LedgerSums;
import io.inventory.jdbi.archive.ArchivedPart;
import io.inventory.jdbi.archive.LedgerPart;
import io.inventory.jdbi.archive.LedgerPoint;
import io.inventory.jdbi.sql.CheckpointsTable.CheckpointRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the entries that are older than is kept, and replaces those that were archived by what they add up to. The newest entry of each
 * ledger stays, whatever its age: it proves the stock. Thread-safe.
 */
public final class LedgerArchiving {
    /** How many entries of a SKU are read at once, and deleted in a transaction. */
    public static final int PART = 5_000;

    /** How many SKUs are looked at in a statement. */
    private static final int SKUS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(LedgerArchiving.class);

    /** A SKU that is looked at, and how many entries its ledger had then. */
    public record Ledger(String sku, long version) {}

    /** The next SKUs after one, in the order of the database; empty after the last. */
    public List<Ledger> ledgers(Handle handle, String after) {
        return handle.attach(StocksTable.class).pageVersions(after, SKUS).stream()
                .map(stock -> new Ledger(stock.sku(), stock.version()))
                .toList();
    }

    /**
     * The next entries of a ledger that are to be archived, proved; empty if there are none, or if they can't be proved: the log says so.
     *
     * @param begun where those end that were read before and are still there; empty to begin with the oldest entry
     * @param before what is to be archived: entries that were written before this
     */
    public Optional<LedgerPart> next(Handle handle, Ledger ledger, Optional<LedgerPoint> begun, Instant before) {
        if (ledger.version <= begun.map(LedgerPoint::version).orElse(0L) + 1) return Optional.empty();
        try {
            Optional<LedgerPoint> opening = begun.isPresent() ? begun : opening(handle, new Sku(ledger.sku), before);
            return opening.flatMap(point -> part(handle, ledger, point, before));
        } catch (InvalidRequestException | UnreadableRowException | InternalErrorException e) {
            LOG.warn(
                    "the ledger of SKU {} is not archived: {}",
                    UnreadableValueException.shown(ledger.sku),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** What the oldest entry follows that is kept; empty if that is not to be archived yet. */
    private static Optional<LedgerPoint> opening(Handle handle, Sku sku, Instant before) {
        List<LedgerEntry> oldest = handle.attach(LogsTable.class).oldest(sku.value());
        if (oldest.isEmpty() || !oldest.get(0).createdAt().isBefore(before)) return Optional.empty();
        long version = oldest.get(0).version();
        if (version == 1) return Optional.of(Checkpoint.none(sku.value()).point());
        return Optional.of(new ArchivedLedgers(handle)
                .of(sku.value())
                .filter(last -> last.version() == version - 1)
                .orElseThrow(() -> LedgerTimes.missing(sku, version - 1))
                .point());
    }

    private static Optional<LedgerPart> part(Handle handle, Ledger ledger, LedgerPoint opening, Instant before) {
        long last = Math.min(ledger.version - 1, opening.version() + PART);
        List<LedgerEntry> entries = new ArrayList<>();
        for (LedgerEntry entry : handle.attach(LogsTable.class).range(ledger.sku, opening.version(), last)) {
            if (!entry.createdAt().isBefore(before)) break;
            entries.add(entry);
        }
        if (entries.isEmpty()) return Optional.empty();
        LedgerPart part = LedgerPart.of(opening, entries);
        if (!part.isProved())
            throw new InternalErrorException("its entries do not follow from each other; verify the ledger");
        return Optional.of(part);
    }

    /**
     * What became of a part.
     *
     * @param entries how many were deleted
     * @param problem why they were not; else empty
     */
    public record Replaced(int entries, String problem) {}

    /**
     * Deletes entries that are archived, and puts what they add up to in their place, within the caller's transaction. Does nothing if
     * that was done before, or if what is there is not what was archived.
     *
     * @param file the name of the file that has them
     */
    public Replaced replace(Handle handle, ArchivedPart part, String file) {
        LedgerPoint opening = part.opening();
        LedgerPoint closing = part.closing();
        String sku = closing.sku();
        LogsTable logs = handle.attach(LogsTable.class);
        List<LedgerKey> first = logs.findAfter(sku, 0);
        if (first.isEmpty() || first.get(0).version() > closing.version()) return new Replaced(0, "");
        if (first.get(0).version() != opening.version() + 1)
            return notAsArchived(
                    closing, "the oldest entry has version " + first.get(0).version());
        LedgerSums sums = Checkpoints.sumsBetween(handle, sku, opening.version(), closing.version());
        if (!opening.sums().plus(sums).equals(closing.sums()))
            return notAsArchived(closing, "the entries add up to something else");
        // a ledger only grows: where this one is the same, all before it are
        if (!logs.find(sku, closing.version()).equals(List.of(part.last())))
            return notAsArchived(closing, "the last entry is another");
        CheckpointsTable checkpoints = handle.attach(CheckpointsTable.class);
        checkpoints.deleteUpTo(sku, closing.version());
        checkpoints.insertArchived(CheckpointRow.of(new Checkpoint(
                sku, closing.balance(), closing.sums(), part.last().createdAt(), file)));
        int deleted = logs.delete(sku, opening.version(), closing.version());
        if (deleted != closing.version() - opening.version())
            throw new IllegalStateException(deleted + " ledger entries deleted up to version " + closing.version()
                    + " of SKU " + UnreadableValueException.shown(sku));
        return new Replaced(deleted, "");
    }

    private static Replaced notAsArchived(LedgerPoint closing, String why) {
        return new Replaced(
                0,
                "SKU " + UnreadableValueException.shown(closing.sku()) + ", up to version " + closing.version() + ": "
                        + why);
    }

    /**
     * The checkpoint up to which the ledger of a SKU was archived; empty if it was not.
     *
     * @param sku the SKU, as it is stored
     */
    public static Optional<LedgerPoint> archived(Handle handle, String sku) {
        return new ArchivedLedgers(handle).of(sku).map(Checkpoint::point);
    }
}
