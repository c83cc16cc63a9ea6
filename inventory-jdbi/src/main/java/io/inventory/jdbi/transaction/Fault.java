package io.inventory.jdbi.transaction;

import io.inventory.jdbi.sql.ConcurrentInsertException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failed transaction means, told by its SQLState; never by the name of a constraint or the text of a message. */
public enum Fault {
    /** A deadlock, a serialization failure or a twin: the same transaction will succeed when it is run again. */
    RUN_AGAIN,
    /** A time-out on a lock or a statement, or data that the database refuses: one of the commands may be to blame. */
    SUSPECT_COMMAND,
    /** The connection is lost, the database stops, or a resource is exhausted. */
    STORE_UNAVAILABLE,
    /** The database answers queries and takes no changes: it is a standby, or somebody made it read-only. */
    READ_ONLY,
    /** The pool had no connection to give; it has waited for one already, for as long as it may. */
    NO_CONNECTION,
    /** The database has no tables of the inventory. */
    NO_TABLES,
    /** None of these: a bug. */
    BUG;

    /** PostgreSQL's; and those of H2, which has others for a name that is almost there and for an empty database. */
    private static final Set<String> UNDEFINED_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** PostgreSQL's and H2's. */
    private static final Set<String> LOCK_TIMEOUT = Set.of("55P03", "HYT00");

    /** PostgreSQL's and H2's. */
    private static final Set<String> READ_ONLY_TRANSACTION = Set.of("25006", "90097");

    /** Text that is no number: a statement says so where rows are not as they were when they were locked. */
    private static final String NOT_AS_LOCKED = "22P02";

    public static Fault of(Throwable failure) {
        if (failure instanceof ConcurrentInsertException) return RUN_AGAIN;
        SQLException exception = sqlException(failure);
        return exception == null ? BUG : of(exception);
    }

    /** The SQL exception at the root of a failure, if there is one. */
    public static @Nullable SQLException sqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof SQLException exception) return exception;
        return null;
    }

    /** Whether somebody else held a lock for longer than the statement could wait. */
    public static boolean isLockTimeout(Throwable failure) {
        SQLException exception = sqlException(failure);
        return exception != null && LOCK_TIMEOUT.contains(String.valueOf(exception.getSQLState()));
    }

    private static Fault of(SQLException exception) {
        if (exception instanceof SQLTransientConnectionException) return NO_CONNECTION;
        String state = exception.getSQLState();
        if (state == null) return STORE_UNAVAILABLE;
        if (state.equals("40001") || state.equals("40P01") || state.equals("23505")) return RUN_AGAIN;
        // 57014 query cancelled by a time limit
        if (LOCK_TIMEOUT.contains(state) || state.equals("57014")) return SUSPECT_COMMAND;
        if (READ_ONLY_TRANSACTION.contains(state)) return READ_ONLY;
        if (UNDEFINED_TABLE.contains(state)) return NO_TABLES;
        if (state.equals(NOT_AS_LOCKED)) return BUG;
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "25", "53", "57", "58", "90", "F0", "XX" -> STORE_UNAVAILABLE;
            case "22", "23", "54" -> SUSPECT_COMMAND;
            default -> BUG;
        };
    }
}
