package io.inventory.jdbi;

import io.inventory.InventoryException;
import io.inventory.jdbi.RetentionTurn.Store;
import io.inventory.jdbi.archive.ArchiveFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives ledger entries that were written long ago, on a thread of its own: they are written to a file, and once that is on the disk
 * and proved, what they add up to takes their place in the database ({@code docs/retention.md}). The newest entry of each SKU stays.
 *
 * <pre>{@code
 * try (LedgerRetention retention = LedgerRetention.start(inventory, Duration.ofDays(365), folder)) { … }
 * }</pre>
 *
 * <p>It looks at all SKUs once a day at most, in small transactions beside orders. Any number of processes may do so: one at a time
 * does. Whatever fails, and wherever it is killed, nothing is deleted that is not in a file, and what a file has is not written to
 * another: whoever comes next to the same folder goes on with it. Time is the store's. Thread-safe; takes no null.
 */
public final class LedgerRetention implements AutoCloseable {
    /** How long {@link #close} waits for the transaction that is under way. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    /** The shortest time for which ledger entries can be kept. */
    public static final Duration RETAINED_MIN = Duration.ofMinutes(1);

    /** The longest. */
    public static final Duration RETAINED_MAX = Duration.ofDays(3_650);

    private static final Duration INTERVAL_MAX = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(LedgerRetention.class);

    private final Store store;
    private final Settings settings;
    private final BooleanSupplier resting;
    private final RetentionTurn turn;
    private final RepeatedWork work;

    /** @param starter starts what is done again and again */
    LedgerRetention(
            Store store,
            Settings settings,
            BooleanSupplier resting,
            Function<ToLongFunction<RepeatedWork>, RepeatedWork> starter) {
        Duration retained = settings.retained;
        if (retained.compareTo(RETAINED_MIN) < 0 || retained.compareTo(RETAINED_MAX) > 0)
            throw new IllegalArgumentException(
                    "ledger entries must be kept for 1 minute to " + RETAINED_MAX.toDays() + " days, not " + retained);
        this.store = store;
        this.settings = settings;
        this.resting = resting;
        turn = new RetentionTurn(store, "retain-ledger", retained, INTERVAL_MAX);
        work = starter.apply(this::archive);
    }

    /**
     * Starts it. Closing the inventory ends it too.
     *
     * @param retained for how long ledger entries are kept; give it to all processes alike
     * @param folder where the files are written; if it is not there, that is an error in the log every minute
     * @throws IllegalArgumentException if that time is not {@link #RETAINED_MIN} to {@link #RETAINED_MAX}
     */
    public static LedgerRetention start(JdbiInventory inventory, Duration retained, Path folder) {
        return start(inventory, retained, folder, () -> false);
    }

    /**
     * The same, which rests at times.
     *
     * @param resting whether nothing is to be changed at present; asked before each transaction, and must not block
     */
    public static LedgerRetention start(
            JdbiInventory inventory, Duration retained, Path folder, BooleanSupplier resting) {
        return inventory.startLedgerRetention(new Settings(retained, folder, Settings.ENTRIES_MAX), resting);
    }

    /** Returns how long to wait before the next time. */
    private long archive(RepeatedWork running) {
        try {
            if (resting.getAsBoolean() || !turn.begin()) return turn.look().toNanos();
            BooleanSupplier isEnding = () -> running.isStopped() || resting.getAsBoolean();
            return (new LedgerPass(store, turn, settings, isEnding).run() ? turn.interval() : turn.look()).toNanos();
        } catch (InventoryException e) {
            // whoever keeps the store's failures has logged it
            LOG.debug("the ledger was not archived: {}", e.getMessage());
        } catch (IOException e) {
            LOG.error(
                    "the ledger can't be archived in {}, and nothing is deleted that is not there: {}",
                    settings.folder,
                    e.toString());
        } catch (RuntimeException | Error e) {
            LOG.error("archiving the ledger failed in an unexpected way; it is tried again", e);
        }
        store.observer().failed();
        return turn.look().toNanos();
    }

    /**
     * Ends it; waits for the transaction that is under way, at most for {@link #CLOSE_MAX}. A file that is being written is deleted. The
     * interrupt of the caller ends the wait, and is kept.
     */
    @Override
    public void close() {
        work.awaitEnd(System.nanoTime() + CLOSE_MAX.toNanos());
    }

    /** Whether files can be written there. */
    public static boolean isUsable(Path folder) {
        return Files.isDirectory(folder) && Files.isWritable(folder);
    }

    /**
     * What is archived, and where.
     *
     * @param retained for how long entries are kept
     * @param folder of the files
     * @param entriesMax how many entries a file has at most, with those of a part more; a pass writes as many files as it takes
     */
    record Settings(Duration retained, Path folder, int entriesMax) {
        static final int ENTRIES_MAX = 1_000_000;

        ArchiveFolder archives() {
            return new ArchiveFolder(folder);
        }
    }
}
