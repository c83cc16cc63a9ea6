package io.inventory.jdbi.transaction;

import io.inventory.jdbi.sql.Database;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The time limits that a transaction sets for itself.
 *
 * @param always SQL that every transaction begins with; empty where the connections have their limits
 * @param reads SQL that a query begins with, in a transaction of its own; empty where the connections have their limits
 * @param split SQL that follows it in a transaction that looks for the command that made a larger one fail
 * @param afterSplit SQL that ends such a transaction
 * @param socketMillis how long the database may be silent before the connection is taken for lost; 0 where the
 *     connections have a limit for that
 */
public record SessionLimits(String always, String reads, String split, String afterSplit, int socketMillis) {
    /** Who looks for a culprit among many commands can't wait for each lock as long as a single command may. */
    private static final Duration SPLIT_LOCK = Duration.ofMillis(100);

    /** A statement that reaches its limit is answered by the database; the socket's limit must not be before that. */
    private static final Duration SOCKET_MARGIN = Duration.ofSeconds(1);

    /** For connections of the caller's, which the transaction has to set up in every respect. */
    public static SessionLimits of(Database database, Duration lock, Duration statement) {
        if (database == Database.H2)
            return new SessionLimits(h2Lock(lock), h2Lock(lock), h2Lock(SPLIT_LOCK), h2Lock(lock), 0);
        String all = "set transaction isolation level read committed; " + database.transactionSettings() + "; "
                + localLock(lock) + "; set local statement_timeout = " + statement.toMillis();
        int socketMillis = Math.toIntExact(statement.plus(SOCKET_MARGIN).toMillis());
        return new SessionLimits(all, all, localLock(SPLIT_LOCK), "", socketMillis);
    }

    /** For connections of the library's own pool, which has set all limits that hold for a session. */
    public static SessionLimits ofPool(Database database, Duration lock) {
        return switch (database) {
            case H2 -> new SessionLimits("", "", h2Lock(SPLIT_LOCK), h2Lock(lock), 0);
            case POSTGRESQL -> new SessionLimits("", "", localLock(SPLIT_LOCK), "", 0);
            // what is set for the session does not reach the servers where the rows are
            case CITUS ->
                new SessionLimits(
                        database.transactionSettings() + "; " + localLock(lock), "", localLock(SPLIT_LOCK), "", 0);
        };
    }

    private static String localLock(Duration limit) {
        return "set local lock_timeout = " + limit.toMillis();
    }

    /** H2 has limits for a session only. */
    private static String h2Lock(Duration limit) {
        return "set lock_timeout " + limit.toMillis();
    }

    /** Runs a transaction of commands within the limits. */
    <T> T transaction(Jdbi jdbi, boolean isSplit, Function<Handle, T> work) {
        return jdbi.withHandle(handle -> SocketLimit.during(
                handle.getConnection(),
                socketMillis,
                () -> handle.inTransaction(begun -> during(begun, isSplit, () -> work.apply(begun)))));
    }

    /** Answers a query within the limits. */
    <T> T read(Jdbi jdbi, Function<Handle, T> query) {
        if (reads.isEmpty()) return jdbi.withHandle(query::apply);
        return jdbi.withHandle(handle -> SocketLimit.during(
                handle.getConnection(),
                socketMillis,
                () -> handle.inTransaction(begun -> {
                    begun.execute(reads);
                    return query.apply(begun);
                })));
    }

    /**
     * Does work that sees one time, however long it takes, and changes nothing.
     *
     * @param begin SQL that makes the transaction one that sees one time; empty where the driver has to
     */
    <T> T snapshot(Jdbi jdbi, String begin, Function<Handle, T> work) {
        return jdbi.withHandle(handle -> SocketLimit.during(
                handle.getConnection(),
                socketMillis,
                () -> begin.isEmpty()
                        ? handle.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply)
                        : handle.inTransaction(begun -> {
                            if (!reads.isEmpty()) begun.execute(reads);
                            begun.execute(begin);
                            return work.apply(begun);
                        })));
    }

    /** Does the work of a transaction within the limits; a failure of the work comes before one to restore them. */
    private <T> T during(Handle handle, boolean isSplit, Supplier<T> work) {
        if (!always.isEmpty()) handle.execute(always);
        if (isSplit && !split.isEmpty()) handle.execute(split);
        T result;
        try {
            result = work.get();
        } catch (Throwable first) {
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
