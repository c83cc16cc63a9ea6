package io.inventory.jdbi.sql;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.LedgerFinding;
import io.inventory.LedgerReason;
import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import io.inventory.jdbi.sql.CheckpointsTable.CheckpointRow;
import io.inventory.jdbi.sql.LogsTable.ReasonSum;
import io.inventory.jdbi.sql.StocksTable.StockVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sums that are kept of ledgers. They are written by {@link #upkeep} and by who asks for what is not added up yet, never
 * where an order waits for it: the entries that they are made of do not change. Processes that write the same ones at once
 * write the same. Thread-safe.
 */
public final class Checkpoints {
    /** How many entries are between one and the next. */
    public static final int INTERVAL = 4_096;

    /** How many are written in a transaction, which reads all entries between them. */
    private static final int ROWS_MAX = 16;

    /** How many SKUs an upkeep looks at in a statement, and in all. */
    private static final int SKUS = 1_000;

    private static final int SKUS_MAX = 100_000;

    /** How long an upkeep takes, or who asks; a transaction that was begun is finished. */
    private static final Duration TIME_MAX = Duration.ofMillis(400);

    /** How many SKUs are remembered whose ledger is damaged, so that the log has them once. */
    private static final int DAMAGED_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Dialect dialect;
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();
    /** Where the next upkeep begins. */
    private volatile String afterSku = "";

    Checkpoints(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The last one up to a version, or that of the begin. */
    static Checkpoint last(Handle handle, String sku, long version) {
        Checkpoint last = find(handle, sku, version);
        if (!last.addsUp()) throw doesNotAddUp(sku, last.version());
        return last;
    }

    private static Checkpoint find(Handle handle, String sku, long version) {
        return handle.attach(CheckpointsTable.class).findLast(sku, version).stream()
                .findFirst()
                .orElseGet(() -> Checkpoint.none(sku));
    }

    /** The sums of the entries after a version up to another; reads each of them. */
    static LedgerSums sumsBetween(Handle handle, String sku, long after, long last) {
        LedgerSums sums = new LedgerSums();
        if (last > after)
            for (ReasonSum sum : handle.attach(LogsTable.class).sums(sku, after, last))
                sums.add(reason(sku, sum), sum.part());
        return sums;
    }

    private static LedgerReason reason(String sku, ReasonSum sum) {
        LedgerReason known = LogsTable.Mapper.REASONS.get(sum.reason());
        if (known == null)
            throw UnreadableRowException.ledgerEntries(sku, UnreadableValueException.unknown("reason", sum.reason()));
        return known;
    }

    /**
     * Writes those of one SKU that are due, for a limited time; to be committed before it is explained.
     *
     * @throws InventoryException if the ledger does not add up: nothing is written then
     */
    void addUp(Handle handle, String sku) {
        List<StockVersion> stock = handle.attach(StocksTable.class).findVersion(sku);
        if (stock.isEmpty() || stock.get(0).version() < INTERVAL || !dialect.isWritable(handle)) return;
        var unused = addUp(handle, stock.get(0), System.nanoTime() + TIME_MAX.toNanos());
    }

    /**
     * Writes those of all SKUs that are due, for a limited time, going on where it was the last time.
     *
     * @return whether there is more to do at once
     */
    boolean upkeep(Handle handle) {
        if (!dialect.isWritable(handle)) return false;
        long untilNanos = System.nanoTime() + TIME_MAX.toNanos();
        for (int looked = 0; looked < SKUS_MAX; looked += SKUS) {
            List<StockVersion> stocks = handle.attach(StocksTable.class).pageVersions(afterSku, SKUS);
            for (StockVersion stock : stocks) {
                if (stock.version() >= INTERVAL
                        && (addUpUnlessDamaged(handle, stock, untilNanos) || System.nanoTime() - untilNanos >= 0))
                    return true;
                afterSku = stock.sku();
            }
            if (stocks.size() < SKUS) {
                afterSku = "";
                return false;
            }
        }
        return false;
    }

    /** Whoever asks for such a SKU is told; the others are not to suffer. */
    private boolean addUpUnlessDamaged(Handle handle, StockVersion stock, long untilNanos) {
        try {
            return addUp(handle, stock, untilNanos);
        } catch (InventoryException | UnreadableRowException e) {
            if (damaged.size() < DAMAGED_MAX && damaged.add(stock.sku()))
                LOG.warn("a ledger cannot be added up, so that its stock cannot be explained: {}", e.getMessage());
            return false;
        }
    }

    /** Returns whether there is more. */
    private static boolean addUp(Handle handle, StockVersion stock, long untilNanos) {
        boolean more = true;
        while (more && System.nanoTime() - untilNanos < 0)
            more = handle.inTransaction(begun -> addUpSome(begun, stock));
        return more;
    }

    private static boolean addUpSome(Handle handle, StockVersion stock) {
        Checkpoint last = last(handle, stock.sku(), stock.version());
        long due = stock.version() / INTERVAL * INTERVAL;
        if (last.version() >= due) return false;
        long until = Math.min(due, (last.version() / INTERVAL + ROWS_MAX) * INTERVAL);
        List<Checkpoint> next;
        try {
            next = next(handle, last, until);
        } catch (InventoryException e) {
            // entries that were archived meanwhile are missing, and not damaged: it goes on after them
            if (last(handle, stock.sku(), stock.version()).version() > last.version()) return true;
            throw e;
        }
        handle.attach(CheckpointsTable.class)
                .insert(next.stream().map(CheckpointRow::of).toList());
        return until < due;
    }

    private static List<Checkpoint> next(Handle handle, Checkpoint last, long until) {
        String sku = last.sku();
        LogsTable logs = handle.attach(LogsTable.class);
        Map<Long, LedgerSums> steps = new TreeMap<>();
        for (ReasonSum sum : logs.sumsByStep(sku, last.version(), until, INTERVAL))
            steps.computeIfAbsent((sum.step() + 1) * INTERVAL, version -> new LedgerSums())
                    .add(reason(sku, sum), sum.part());
        List<Checkpoint> next = new ArrayList<>();
        LedgerSums sums = last.sums();
        for (long version = (last.version() / INTERVAL + 1) * INTERVAL; version <= until; version += INTERVAL) {
            sums = sums.plus(steps.getOrDefault(version, new LedgerSums()));
            List<LedgerEntry> entry = logs.find(sku, version);
            if (entry.isEmpty()) throw doesNotAddUp(sku, version);
            Checkpoint checkpoint = new Checkpoint(
                    sku, Balance.after(entry.get(0)), sums, entry.get(0).createdAt(), "");
            if (!checkpoint.addsUp()) throw doesNotAddUp(sku, version);
            next.add(checkpoint);
        }
        return next;
    }

    private static Optional<Checkpoint> readable(Handle handle, String sku, long version) {
        try {
            return Optional.of(find(handle, sku, version));
        } catch (UnreadableRowException e) {
            return Optional.empty();
        }
    }

    /**
     * Verifies the one of a version against the one before and the entries since. Whether that one is right is not asked, nor
     * whether the entries are. One whose entries were archived is verified by itself.
     */
    public static Optional<LedgerFinding> check(Handle handle, String sku, long version) {
        try {
            Checkpoint checkpoint = find(handle, sku, version);
            return readable(handle, sku, version - 1)
                    .filter(Checkpoint::addsUp)
                    .flatMap(before -> check(handle, before, checkpoint));
        } catch (UnreadableRowException e) {
            return Optional.of(new LedgerFinding(
                    LedgerFinding.Kind.UNREADABLE,
                    sku,
                    version,
                    "",
                    "a checkpoint and entries that this version understands",
                    String.valueOf(e.getMessage())));
        }
    }

    private static Optional<LedgerFinding> check(Handle handle, Checkpoint before, Checkpoint checkpoint) {
        String sku = checkpoint.sku();
        if (isBeforeKept(handle, checkpoint))
            return checkpoint.addsUp()
                    ? Optional.empty()
                    : differs(checkpoint, checkpoint.balance() + " as its sums", SumsJson.write(checkpoint.sums()));
        if (checkpoint.version() - before.version() > ROWS_MAX * INTERVAL)
            return differs(checkpoint, "others between version " + before.version() + " and it", "none");
        LedgerSums between = sumsBetween(handle, sku, before.version(), checkpoint.version());
        LedgerSums sums = before.sums().plus(between);
        Balance balance = handle.attach(LogsTable.class).find(sku, checkpoint.version()).stream()
                .map(Balance::after)
                .findFirst()
                .orElse(Balance.NOTHING);
        return sums.equals(checkpoint.sums()) && balance.equals(checkpoint.balance())
                ? Optional.empty()
                : differs(
                        checkpoint,
                        balance + " by " + SumsJson.write(sums),
                        checkpoint.balance() + " by " + SumsJson.write(checkpoint.sums()));
    }

    /** Whether the entries that it is made of were archived. */
    private static boolean isBeforeKept(Handle handle, Checkpoint checkpoint) {
        return checkpoint.isArchived()
                || handle.attach(CheckpointsTable.class).findArchivedVersion(checkpoint.sku()).stream()
                        .anyMatch(archived -> archived >= checkpoint.version());
    }

    private static Optional<LedgerFinding> differs(Checkpoint checkpoint, String expected, String found) {
        return Optional.of(new LedgerFinding(
                LedgerFinding.Kind.CHECKPOINT_DIFFERS, checkpoint.sku(), checkpoint.version(), "", expected, found));
    }

    private static InventoryException doesNotAddUp(String sku, long version) {
        return InventoryException.of(
                ErrorReason.INTERNAL,
                "the ledger of SKU " + UnreadableValueException.shown(sku)
                        + " does not add up to what it has at version " + version + "; verify the ledger",
                Map.of("sku_id", sku));
    }
}
