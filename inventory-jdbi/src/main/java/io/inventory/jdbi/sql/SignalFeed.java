package io.inventory.jdbi.sql;

import io.inventory.ListSignals;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.jdbi.sql.LeasesTable.Lease;
import io.inventory.jdbi.sql.SignalsTable.SignalAge;
import io.inventory.jdbi.sql.SignalsTable.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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

    /** How many such transactions at most before an answer is given. */
    private static final int BATCHES_MAX = 10;

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
        LeasesTable leases = handle.attach(LeasesTable.class);
        if (!signals.findUnnumbered(1).isEmpty() && dialect.isWritable(handle)) number(handle);
        Map<String, Long> positions = leases.positions();
        long newest = position(positions, LeasesTable.NUMBERED);
        long begin = list.begin(position(positions, LeasesTable.PRUNED), newest);
        List<SignalEntry> found = signals.page(begin, list.pageSize());
        pruneIfDue(handle); // after the answer: whoever is refused may take back all that was done before
        // others may have numbered more since
        long last = found.isEmpty() ? 0 : found.get(found.size() - 1).position();
        return ListSignals.page(found, begin, Math.max(newest, last));
    }

    private static long position(Map<String, Long> positions, String name) {
        Long position = positions.get(name);
        if (position == null) throw missing(name);
        return position;
    }

    private static void number(Handle handle) {
        for (int i = 0; i < BATCHES_MAX; i++) if (handle.inTransaction(SignalFeed::numberSome) < BATCH) return;
    }

    /** Returns how many. */
    private static int numberSome(Handle handle) {
        LeasesTable leases = handle.attach(LeasesTable.class);
        SignalsTable signals = handle.attach(SignalsTable.class);
        long newest = lock(leases, LeasesTable.NUMBERED).position();
        // read after the lock was acquired: what another process has numbered meanwhile is not among them
        List<SignalKey> keys = signals.findUnnumbered(BATCH);
        if (keys.isEmpty()) return 0;
        List<Long> positions =
                LongStream.rangeClosed(newest + 1, newest + keys.size()).boxed().toList();
        int numbered = IntStream.of(signals.number(keys, positions)).sum();
        if (numbered != keys.size())
            throw new IllegalStateException("numbered " + numbered + " of " + keys.size() + " signals");
        leases.setPosition(LeasesTable.NUMBERED, newest + keys.size());
        return keys.size();
    }

    private static Lease lock(LeasesTable leases, String name) {
        return leases.lock(name).stream().findFirst().orElseThrow(() -> missing(name));
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("the row '" + name + "' of inventory_leases is gone");
    }

    /** One of this process at a time, once a minute, or at once if there was more to prune than it may at a time. */
    private void pruneIfDue(Handle handle) {
        Instant due = nextPrune.get();
        Instant now = clock.apply(handle);
        if (now.isBefore(due) || !nextPrune.compareAndSet(due, now.plus(PRUNE_INTERVAL))) return;
        if (!dialect.isWritable(handle)) return;
        Instant oldest = now.minus(retention);
        for (int i = 0; i < BATCHES_MAX; i++)
            if (handle.inTransaction(begun -> pruneSome(begun, oldest)) < BATCH) return;
        nextPrune.set(now);
    }

    /** Returns how many. */
    private static int pruneSome(Handle handle, Instant oldest) {
        LeasesTable leases = handle.attach(LeasesTable.class);
        SignalsTable signals = handle.attach(SignalsTable.class);
        long pruned = lock(leases, LeasesTable.PRUNED).position();
        int count = 0;
        long last = pruned;
        for (SignalAge age : signals.ages(pruned, BATCH)) {
            if (!age.createdAt().isBefore(oldest)) break;
            last = age.position();
            count++;
        }
        if (count == 0) return 0;
        leases.setPosition(LeasesTable.PRUNED, last);
        signals.prune(pruned, last);
        return count;
    }
}
