package io.inventory.jdbi.fault;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Remembers what was logged, so that a fault that affects thousands of commands writes a few lines. Thread-safe. */
final class RecentlyLogged {
    static final int KEYS_MAX = 1_000;

    private final Duration quiet;
    private final LongSupplier nanoTime;
    private final Map<String, Line> lines = new LinkedHashMap<>();

    /**
     * Has logged nothing yet.
     *
     * @param quiet how long the same is not logged again
     * @param nanoTime as {@link System#nanoTime()}
     */
    RecentlyLogged(Duration quiet, LongSupplier nanoTime) {
        this.quiet = quiet;
        this.nanoTime = nanoTime;
    }

    /** Whether {@code key} is to be logged now: the first time, and then again after a while. */
    boolean isDue(String key) {
        return count(key) > 0;
    }

    /** For how many times a line on {@code key} would stand now: this one, and those since the last line; 0 for no line. */
    synchronized long count(String key) {
        long now = nanoTime.getAsLong();
        Line before = lines.get(key);
        if (before != null && now - before.nanos < quiet.toNanos()) {
            before.leftOut++;
            return 0;
        }
        lines.remove(key);
        lines.put(key, new Line(now));
        if (lines.size() > KEYS_MAX) lines.remove(lines.keySet().iterator().next());
        return before == null ? 1 : before.leftOut + 1;
    }

    /** When it was logged, and how often it was not since then. */
    private static final class Line {
        final long nanos;
        long leftOut;

        Line(long nanos) {
            this.nanos = nanos;
        }
    }
}
