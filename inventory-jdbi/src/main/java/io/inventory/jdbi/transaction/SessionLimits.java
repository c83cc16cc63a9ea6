package io.inventory.jdbi.transaction;

import io.inventory.jdbi.sql.Database;
import java.time.Duration;
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

    /** For connections of the caller's, which the transaction has to set up in every respect. */
    public static SessionLimits of(Database database, Duration lock, Duration statement) {
        if (database == Database.H2) return new SessionLimits(h2Lock(lock), h2Lock(SPLIT_LOCK), h2Lock(lock));
        return new SessionLimits(
                "set transaction isolation level read committed; " + database.transactionSettings() + "; "
                        + localLock(lock) + "; set local statement_timeout = " + statement.toMillis(),
                localLock(SPLIT_LOCK),
                "");
    }

    /** For connections of the library's own pool, which has set all limits that hold for a session. */
    public static SessionLimits ofPool(Database database, Duration lock) {
        return switch (database) {
            case H2 -> new SessionLimits("", h2Lock(SPLIT_LOCK), h2Lock(lock));
            case POSTGRESQL -> new SessionLimits("", localLock(SPLIT_LOCK), "");
            // the session's limit does not reach the servers where the rows are
            case CITUS -> new SessionLimits(localLock(lock), localLock(SPLIT_LOCK), "");
        };
    }

    private static String localLock(Duration limit) {
        return "set local lock_timeout = " + limit.toMillis();
    }

    /** H2 has limits for a session only. */
    private static String h2Lock(Duration limit) {
        return "set lock_timeout " + limit.toMillis();
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
