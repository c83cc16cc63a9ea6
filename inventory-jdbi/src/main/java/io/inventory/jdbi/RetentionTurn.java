package io.inventory.jdbi;

import io.inventory.jdbi.queue.QueueParts;
import io.inventory.jdbi.queue.RetentionObserver;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Leases;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Whose turn a pass over all rows is, and when the next is due: one process of many has it, by a lease. Not thread-safe. */
final class RetentionTurn {
    /** Who died meanwhile is waited for that long. */
    private static final Duration LEASE_TIME = Duration.ofMinutes(1);

    /** How often it is said anew that it is still this process's turn, while nothing else says so. */
    private static final Duration RENEWAL = LEASE_TIME.dividedBy(4);

    /** From one look whether it is this process's turn to the next, at most. */
    private static final Duration LOOK_MAX = Duration.ofMinutes(1);

    /** How many times as long as it works a pass rests: two of them and orders share what may be two cores. */
    private static final int RESTS = 4;

    private final Store store;
    private final String name;
    private final Duration interval;
    private final Leases leases;
    private final String holder = UUID.randomUUID().toString();
    private Instant lastEnd = Instant.EPOCH;
    private long renewedNanos;

    /**
     * @param name of the lease
     * @param retained for how long rows are kept
     * @param intervalMax how long to wait after a pass at most
     */
    RetentionTurn(Store store, String name, Duration retained, Duration intervalMax) {
        this.store = store;
        this.name = name;
        interval = shorter(intervalMax, retained.dividedBy(60));
        leases = new Leases(store.now);
    }

    /** How long to rest after work that took that long. */
    static long restNanos(long workNanos) {
        return RESTS * workNanos;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** How long to wait after a pass. */
    Duration interval() {
        return interval;
    }

    /** How long to wait when it was somebody else's turn, or something failed. */
    Duration look() {
        return shorter(LOOK_MAX, interval);
    }

    /** Whether a pass is due, and this process is the one to do it. */
    boolean begin() {
        if (!store.parts.read(store.dialect::isWritable)) return false;
        OptionalLong position = store.parts.read(handle -> leases.acquire(handle, name, holder, LEASE_TIME));
        if (position.isEmpty()) return false;
        lastEnd = Instant.ofEpochSecond(position.getAsLong());
        Instant now = store.parts.read(store.now);
        if (position.getAsLong() > 0) store.observer.passEnded(lastEnd);
        boolean isDue = lastEnd.isAfter(now) || !now.isBefore(lastEnd.plus(interval));
        if (!isDue) release();
        renewedNanos = System.nanoTime();
        return isDue;
    }

    /** Whether it is still this process's turn; it has it for a minute more then. */
    boolean goOn() {
        return store.parts.read(this::goOn);
    }

    /** The same in a transaction of the caller's: nobody else has its turn before that ends. */
    boolean goOn(Handle handle) {
        boolean isKept = advance(handle, lastEnd);
        if (isKept) renewedNanos = System.nanoTime();
        return isKept;
    }

    /** The same, without asking the store each time. */
    boolean keeps() {
        return System.nanoTime() - renewedNanos < RENEWAL.toNanos() || goOn();
    }

    /** The pass is over. */
    void end() {
        Instant now = store.parts.read(store.now);
        if (store.parts.read(handle -> advance(handle, now))) store.observer.passEnded(now);
        release();
    }

    private boolean advance(Handle handle, Instant end) {
        return leases.advance(handle, name, holder, LEASE_TIME, end.getEpochSecond());
    }

    private void release() {
        store.parts.read(handle -> {
            leases.release(handle, name, holder);
            return true;
        });
    }

    /**
     * What it works on.
     *
     * @param now the store's time
     */
    record Store(QueueParts parts, Dialect dialect, Function<Handle, Instant> now, RetentionObserver observer) {}
}
