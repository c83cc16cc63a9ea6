package io.inventory.jdbi;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long a migration has waited for the lock that it needs next; one before it, which took its time, does not count. */
final class LockWait {
    private final Duration max;
    private final LongSupplier nanoTime;
    private int applied;
    private long beganNanos;
    private boolean began;

    /** @param nanoTime as {@link System#nanoTime()} */
    LockWait(Duration max, LongSupplier nanoTime) {
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /** An attempt begins; so many migrations are done. */
    void applied(int count) {
        if (count != applied) began = false;
        applied = count;
    }

    /** A lock was not to be had: whether to try again. */
    boolean goesOn() {
        long now = nanoTime.getAsLong();
        if (!began) beganNanos = now;
        began = true;
        return now - beganNanos < max.toNanos();
    }
}
