package io.inventory.jdbi.sql;

import io.inventory.ExpirySignal;
import io.inventory.ListSignals;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.jdbi.sql.LeasesTable.Lease;
import io.inventory.jdbi.sql.SignalsTable.SignalAge;
import io.inventory.jdbi.sql.SignalsTable.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;

/**
 * The signals in one order. Whoever lists them gives positions to those that have none yet, one process at a time, in a
 * transaction that sees all that is committed: what is committed later gets a later one. Per SKU that is the order in which
 * they happened, because the SKU's row lock makes its transactions follow each other. Thread-safe.
 */
final class SignalFeed {
    /** How many get their positions in a transaction, or are deleted in one. */
    private static final int BATCH = 1_000;

    /** How many are read in a statement, each of which may have thousands of lines. */
    private static final int READ = 100;

    /** The lines at which a page ends. */
    private static final int LINES_MAX = 20_000;

    /** How many such transactions at most before an answer is given. */
    private static final int BATCHES_MAX = 10;

    /** How often a lock is tried that another process has: 100 ms in all, and what is numbered is listed then. */
    private static final int LOCK_ATTEMPTS_MAX = 20;

    private static final long LOCK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int LOCKED = -1;
    private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(1);

    private final Dialect dialect;
    private final Function<Handle, Instant> clock;
    private final Duration retention;
    private final AtomicReference<Instant> nextPrune = new AtomicReference<>(Instant.EPOCH);

    /** @param clock the time by which signals grow old */
    SignalFeed(Dialect dialect, Function<Handle, Instant> clock, Duration retention) {
        this.dialect = dialect;
        this.clock = clock;
        this.retention = retention;
    }

    SignalPage list(Handle handle, ListSignals list) {
        SignalsTable signals = handle.attach(SignalsTable.class);
        Map<String, Long> positions = handle.attach(LeasesTable.class).positions();
        long newest = position(positions, LeasesTable.NUMBERED);
        long begin = list.begin(position(positions, LeasesTable.PRUNED), newest);
        if (list.after() == ListSignals.NEWEST) return ListSignals.page(List.of(), begin, newest);
        List<SignalEntry> found = read(signals, begin, list.pageSize());
        if (dialect.isDistributed() || isGapless(found, begin))
            return ListSignals.page(found, begin, newest(newest, found));
        long kept = list.begin(position(handle.attach(LeasesTable.class).positions(), LeasesTable.PRUNED), newest);
        // an operator has deleted what is missing: nobody is to wait for it
        if (kept == begin) return new SignalPage(found, begin, newest(newest, found));
        // it was pruned since, as more may be now
        found = read(signals, kept, list.pageSize());
        return ListSignals.page(found, kept, newest(newest, found));
    }

    /** Positions are given and seen in their order, so that in one database a gap is of signals that were there. */
    private static boolean isGapless(List<SignalEntry> found, long begin) {
        return found.isEmpty() || found.get(found.size() - 1).position() == begin + found.size();
    }

    /** Others may have numbered more since. */
    private static long newest(long newest, List<SignalEntry> found) {
        return found.isEmpty()
                ? newest
                : Math.max(newest, found.get(found.size() - 1).position());
    }

    /**
     * Up to so many, or fewer if they have many lines, or one behind them can't be read.
     *
     * @throws UnreadableRowException if the first can't be read
     */
    private static List<SignalEntry> read(SignalsTable signals, long begin, int max) {
        List<SignalEntry> found = new ArrayList<>();
        int atOnce = READ;
        int lines = 0;
        while (found.size() < max && lines < LINES_MAX) {
            int wanted = Math.min(atOnce, max - found.size());
            List<SignalEntry> some;
            try {
                some = signals.page(newest(begin, found), wanted);
            } catch (UnreadableRowException e) {
                if (wanted > 1) atOnce = 1; // those before it one by one
                else if (found.isEmpty()) throw e;
                else break;
                continue;
            }
            for (SignalEntry entry : some)
                if (entry.signal() instanceof ExpirySignal expiry)
                    lines += expiry.givenBack().size();
            found.addAll(some);
            if (some.size() < wanted) break;
        }
        return found;
    }

    private static long position(Map<String, Long> positions, String name) {
        Long position = positions.get(name);
        if (position == null) throw missing(name);
        return position;
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("the row '" + name + "' of inventory_leases is gone");
    }

    /**
     * What keeps the table small where nobody lists: gives positions, and deletes what was kept for long enough. Reads no signal.
     *
     * @return whether there is more of it to do
     */
    boolean upkeep(Handle handle) {
        if (!dialect.isWritable(handle)) return false;
        boolean more = number(handle);
        return prune(handle, clock.apply(handle)) || more;
    }

    /** Gives positions to those that have none yet; to be committed before they are listed. */
    void numberAll(Handle handle) {
        if (!handle.attach(SignalsTable.class).findUnnumbered(1).isEmpty() && dialect.isWritable(handle))
            number(handle);
    }

    /** Returns whether there may be more. */
    private static boolean number(Handle handle) {
        int attempts = 0;
        for (int i = 0; i < BATCHES_MAX; ) {
            int numbered = handle.inTransaction(SignalFeed::numberSome);
            if (numbered == LOCKED) {
                if (++attempts == LOCK_ATTEMPTS_MAX) return true;
                LockSupport.parkNanos(LOCK_PAUSE_NANOS);
            } else if (numbered < BATCH) {
                return false;
            } else {
                i++;
            }
        }
        return true;
    }

    /** Returns how many. */
    private static int numberSome(Handle handle) {
        SignalsTable signals = handle.attach(SignalsTable.class);
        return locked(handle, LeasesTable.NUMBERED, newest -> {
            // read after the lock was acquired: what another process has numbered meanwhile is not among them
            List<SignalKey> keys = signals.findUnnumbered(BATCH);
            if (keys.isEmpty()) return 0;
            List<Long> positions = LongStream.rangeClosed(newest + 1, newest + keys.size())
                    .boxed()
                    .toList();
            int numbered = IntStream.of(signals.number(keys, positions)).sum();
            if (numbered != keys.size())
                throw new IllegalStateException("numbered " + numbered + " of " + keys.size() + " signals");
            handle.attach(LeasesTable.class).setPosition(LeasesTable.NUMBERED, newest + keys.size());
            return keys.size();
        });
    }

    /** Does the work under the lock of that row, with its position; {@link #LOCKED} if another process has it. */
    private static int locked(Handle handle, String name, ToIntFunction<Long> work) {
        LeasesTable leases = handle.attach(LeasesTable.class);
        List<Lease> free = leases.lockIfFree(name);
        if (!free.isEmpty()) return work.applyAsInt(free.get(0).position());
        if (!leases.positions().containsKey(name)) throw missing(name);
        return LOCKED;
    }

    /** Whether to {@link #prune} now: one of this process at a time, once a minute. */
    boolean isPruneDue(Handle handle) {
        Instant due = nextPrune.get();
        Instant now = clock.apply(handle);
        return !now.isBefore(due) && nextPrune.compareAndSet(due, now.plus(PRUNE_INTERVAL));
    }

    /** Deletes what was kept for long enough. */
    void prune(Handle handle) {
        if (!dialect.isWritable(handle)) return;
        Instant now = clock.apply(handle);
        if (prune(handle, now)) nextPrune.set(now);
    }

    /** Returns whether there is more. */
    private boolean prune(Handle handle, Instant now) {
        Instant oldest = now.minus(retention);
        for (int i = 0; i < BATCHES_MAX; i++)
            if (handle.inTransaction(begun -> pruneSome(begun, oldest)) < BATCH) return false;
        return true;
    }

    /** Returns how many, with those that are younger and numbered before one that is not. */
    private static int pruneSome(Handle handle, Instant oldest) {
        SignalsTable signals = handle.attach(SignalsTable.class);
        return locked(handle, LeasesTable.PRUNED, pruned -> {
            List<SignalAge> ages = signals.ages(pruned, BATCH);
            int count = ages.size();
            while (count > 0 && !ages.get(count - 1).createdAt().isBefore(oldest)) count--;
            if (count == 0) return 0;
            long last = ages.get(count - 1).position();
            handle.attach(LeasesTable.class).setPosition(LeasesTable.PRUNED, last);
            signals.prune(pruned, last);
            return count;
        });
    }
}
