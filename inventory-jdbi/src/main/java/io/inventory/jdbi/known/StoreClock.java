package io.inventory.jdbi.known;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's time, which comes with its answers, carried on by the time that has passed in this process since: late by the way
 * of the answer, and never by a clock of this machine that is set. It is an estimate, for the store to check. Thread-safe.
 */
public final class StoreClock {
    /** The store's clock may be set too: that is noticed within this time. */
    private static final Duration READING_MAX = Duration.ofSeconds(1);

    /** An answer that took longer says too little. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(100);

    private final LongSupplier nanoTime;
    private volatile @Nullable Reading last;

    public StoreClock() {
        this(System::nanoTime);
    }

    StoreClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What {@link #read} is to be given: to be called before the time is asked for. */
    public long ask() {
        return nanoTime.getAsLong();
    }

    /** To be called when the answer is there. */
    public void read(Instant storeTime, long askedNanos) {
        long now = nanoTime.getAsLong();
        if (now - askedNanos <= ANSWER_MAX.toNanos()) last = new Reading(storeTime, now);
    }

    /** The time in the store; null if the last answer is too old to know it. */
    public @Nullable Instant now() {
        Reading reading = last;
        if (reading == null) return null;
        long since = nanoTime.getAsLong() - reading.nanos;
        return since > READING_MAX.toNanos() ? null : reading.storeTime.plusNanos(since);
    }

    private record Reading(Instant storeTime, long nanos) {}
}
