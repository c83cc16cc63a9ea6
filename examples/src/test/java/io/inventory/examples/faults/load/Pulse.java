package io.inventory.examples.faults.load;

import java.time.Duration;

/** For how long nobody was answered. Safe for use by many threads. */
public final class Pulse {
    private long lastNanos = System.nanoTime();
    private long longestNanos;
    private long beats;

    /** Somebody was answered. */
    synchronized void beat() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
        beats++;
    }

    /** Forgets what was before. */
    public synchronized void begin() {
        lastNanos = System.nanoTime();
        longestNanos = 0;
    }

    /** The longest time without an answer since {@link #begin}. */
    public synchronized Duration longest() {
        return Duration.ofNanos(Math.max(longestNanos, System.nanoTime() - lastNanos));
    }

    /** How many were answered since this was made. */
    public synchronized long beats() {
        return beats;
    }
}
