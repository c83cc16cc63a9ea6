package io.inventory.jdbi.transaction;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Remembers what was logged, so that a fault that affects thousands of commands writes a few lines. Thread-safe. */
final class RecentlyLogged {
    static final int KEYS_MAX = 1_000;
    static final Duration QUIET = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Map<String, Long> loggedNanos = new LinkedHashMap<>();

    /** @param nanoTime as {@link System#nanoTime()} */
    RecentlyLogged(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether {@code key} is to be logged now: the first time, and then again after {@link #QUIET}. */
    synchronized boolean isDue(String key) {
        long now = nanoTime.getAsLong();
        Long before = loggedNanos.get(key);
        if (before != null && now - before < QUIET.toNanos()) return false;
        loggedNanos.remove(key);
        loggedNanos.put(key, now);
        if (loggedNanos.size() > KEYS_MAX)
            loggedNanos.remove(loggedNanos.keySet().iterator().next());
        return true;
    }
}
