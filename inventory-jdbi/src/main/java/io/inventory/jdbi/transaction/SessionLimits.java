package io.inventory.jdbi.transaction;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * The time limits that a transaction sets for itself.
 *
 * @param always SQL that every transaction begins with; empty where the connections have their limits
 * @param split SQL that follows it in a transaction that looks for the command that made a larger one fail
 * @param afterSplit SQL that ends such a transaction
 */
public record SessionLimits(String always, String split, String afterSplit) {
    /** Who looks for a culprit among many commands can't wait for each lock as long as a single command may. */
    private static final Duration SPLIT_LOCK = Duration.ofMillis(100);

    /**
     * Every statement finds its rows by key. A plan that was made while a table was small, and never analysed, would go on
     * reading all of it as it grows; and to plan a short statement each time takes longer than to run it.
     */
    public static final List<String> POSTGRESQL_PLANS =
            List.of("plan_cache_mode = force_generic_plan", "enable_seqscan = off");

    private static final String POSTGRESQL_SPLIT = "set local lock_timeout = " + SPLIT_LOCK.toMillis();
    private static final String H2_SPLIT = "set lock_timeout " + SPLIT_LOCK.toMillis();

    /** For PostgreSQL connections of the caller's. */
    public static SessionLimits postgresql(Duration lock, Duration statement) {
        return new SessionLimits(
                "set local lock_timeout = " + lock.toMillis() + "; set local statement_timeout = "
                        + statement.toMillis() + "; set transaction isolation level read committed; set local "
                        + String.join("; set local ", POSTGRESQL_PLANS),
                POSTGRESQL_SPLIT,
                "");
    }

    /** For connections of the library's own pool, which has set the limits. */
    public static SessionLimits postgresqlPool() {
        return new SessionLimits("", POSTGRESQL_SPLIT, "");
    }

    /** For H2 connections of the caller's; H2 has limits for a session only. */
    public static SessionLimits h2(Duration lock) {
        String always = "set lock_timeout " + lock.toMillis();
        return new SessionLimits(always, H2_SPLIT, always);
    }

    /** For connections of the library's own pool with that limit. */
    public static SessionLimits h2Pool(Duration lock) {
        return new SessionLimits("", H2_SPLIT, "set lock_timeout " + lock.toMillis());
    }

    /** Does the work of a transaction within the limits; a failure of the work comes before one to restore them. */
    <T> T during(Handle handle, boolean isSplit, Supplier<T> work) {
        if (!always.isEmpty()) handle.execute(always);
        if (isSplit && !split.isEmpty()) handle.execute(split);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error first) {
            try {
                restore(handle, isSplit);
            } catch (RuntimeException second) {
                first.addSuppressed(second);
            }
            throw first;
        }
        restore(handle, isSplit);
        return result;
    }

    private void restore(Handle handle, boolean isSplit) {
        if (isSplit && !afterSplit.isEmpty()) handle.execute(afterSplit);
    }
}
