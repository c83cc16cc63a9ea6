package io.inventory.amqp.signal;

import io.inventory.jdbi.SignalLease;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The lease, and until when this process may rely on it. That is counted from before the store was asked, by a clock that
 * only goes forward: a process that was paused knows at once that its time is over. All but {@link #isHeld} is for one thread.
 */
final class HeldLease {
    /** For how long it is not renewed. */
    private static final Duration RENEWAL = SignalLease.TIME.dividedBy(3);

    /** For how long a new position is not kept: what follows it is published again if the process dies. */
    private static final Duration POSITION_INTERVAL = Duration.ofSeconds(1);

    private final ReaderLease lease;
    private final LongSupplier nanoTime;
    private volatile boolean held;
    private volatile long renewedAtNanos;
    private long keptPosition;

    HeldLease(ReaderLease lease, LongSupplier nanoTime) {
        this.lease = lease;
        this.nanoTime = nanoTime;
    }

    /** Takes or renews it; empty while another process has it. */
    OptionalLong acquire() {
        long before = nanoTime.getAsLong();
        OptionalLong position = lease.acquire();
        renewed(position.isPresent(), before);
        keptPosition = position.orElse(keptPosition);
        return position;
    }

    /** Keeps the position and renews it; false if another process has it. */
    boolean advance(long position) {
        long before = nanoTime.getAsLong();
        boolean kept = lease.advance(position);
        renewed(kept, before);
        keptPosition = position;
        return kept;
    }

    private void renewed(boolean kept, long atNanos) {
        if (kept) renewedAtNanos = atNanos;
        held = kept;
    }

    /** Whether no other process can have it. */
    boolean isHeld() {
        return held && nanoTime.getAsLong() - renewedAtNanos < SignalLease.TIME.toNanos();
    }

    /** Whether it is time to renew it, or to keep the position if that is a new one. */
    boolean isDue(long position) {
        Duration interval = position == keptPosition ? RENEWAL : POSITION_INTERVAL;
        return !held || nanoTime.getAsLong() - renewedAtNanos >= interval.toNanos();
    }

    void release() {
        held = false;
        lease.release();
    }
}
