package io.inventory.jdbi.fault;

import io.inventory.InternalErrorException;
import io.inventory.jdbi.sql.ConcurrentInsertException;
import io.inventory.jdbi.sql.NotAsLockedException;
import io.inventory.jdbi.sql.UnreadableRowException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failed transaction means. The SQLState says so, never the name of a constraint or the text of a message. */
public enum Fault {
    /** A deadlock or a serialization failure: the same transaction will succeed when it is run again. */
    RUN_AGAIN,
    /**
     * A key is there already. If a concurrent transaction inserted it, the next attempt finds it; if that fails as well,
     * there is a row that none of the transaction's reads shows, and one of the commands needs its key.
     */
    DUPLICATE_KEY,
    /** A time-out on a lock or a statement, or data that the database refuses: one of the commands may be to blame. */
    SUSPECT_COMMAND,
    /** A row that this version can't read, or rows that contradict each other: whoever needs them can't be served. */
    BROKEN_ROW,
    /** The connection is lost, the database stops, or a resource is exhausted. */
    STORE_UNAVAILABLE,
    /** The database answers queries and takes no changes: it is a standby, or somebody made it read-only. */
    READ_ONLY,
    /** The pool had no connection to give; it has waited for one already, for as long as it may. */
    NO_CONNECTION,
    /** The thread was interrupted while it waited for a connection. */
    INTERRUPTED,
    /** The database has no tables of the inventory. */
    NO_TABLES,
    /** The database refuses a login, or a statement whatever its data: a right or a column is missing. */
    STATEMENT_REFUSED,
    /** None of these: a bug. */
    BUG;

    /** PostgreSQL's; and those of H2, which has others for a name that is almost there and for an empty database. */
    private static final Set<String> UNDEFINED_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** PostgreSQL's and H2's. */
    private static final Set<String> LOCK_TIMEOUT = Set.of("55P03", "HYT00");

    /** PostgreSQL's and H2's. */
    private static final Set<String> READ_ONLY_TRANSACTION = Set.of("25006", "90097");

    /** A page of a table or an index is damaged: PostgreSQL says so of what touches it, and works otherwise. */
    private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

    /** Text that is not a number: a statement fails so where rows are not as they were when they were locked. */
    private static final String NOT_AS_LOCKED = "22P02";

    /** That, and a check constraint, on PostgreSQL and on H2. */
    private static final Set<String> GUARD = Set.of(NOT_AS_LOCKED, "23514", "23513");

    /** A key that is there, and a sum that is beyond a number, which is none with what is there. */
    private static final Set<String> NOT_AS_KNOWN = Set.of("23505", "22003");

    /** How many causes to look at: a chain may lead back to its beginning. */
    private static final int CAUSES_MAX = 100;

    /** The fault that a failure stands for. */
    public static Fault of(Throwable failure) {
        if (failure instanceof ConcurrentInsertException) return DUPLICATE_KEY;
        if (failure instanceof UnreadableRowException || failure instanceof InternalErrorException) return BROKEN_ROW;
        if (isInterrupt(failure)) return INTERRUPTED;
        SQLException exception = sqlException(failure);
        return exception == null ? BUG : of(exception);
    }

    private static boolean isInterrupt(Throwable failure) {
        return cause(failure, InterruptedException.class) != null;
    }

    /** The SQL exception at the root of a failure, if there is one. */
    public static @Nullable SQLException sqlException(Throwable failure) {
        return cause(failure, SQLException.class);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++, cause = cause.getCause())
            if (type.isInstance(cause)) return type.cast(cause);
        return null;
    }

    /** Whether somebody else held a lock for longer than the statement could wait. */
    public static boolean isLockTimeout(Throwable failure) {
        SQLException exception = sqlException(failure);
        return exception != null && LOCK_TIMEOUT.contains(String.valueOf(exception.getSQLState()));
    }

    /** What the database said of a failure; empty if it said nothing. */
    public static String sqlState(Throwable failure) {
        SQLException exception = sqlException(failure);
        String state = exception == null ? null : exception.getSQLState();
        return state == null ? "" : state;
    }

    /** Whether it is a guard of a write that failed: rows are not as they were when they were locked, or would be below zero. */
    public static boolean isGuard(Throwable failure) {
        return cause(failure, NotAsLockedException.class) != null || GUARD.contains(sqlState(failure));
    }

    /**
     * Whether the store proved that what was decided from known stock does not hold: by a guard of a write, a key that is
     * there, or a sum that is beyond a number.
     */
    public static boolean isNotAsKnown(Throwable failure) {
        return isGuard(failure)
                || cause(failure, ConcurrentInsertException.class) != null
                || NOT_AS_KNOWN.contains(sqlState(failure));
    }

    private static Fault of(SQLException exception) {
        if (exception instanceof SQLTransientConnectionException) return NO_CONNECTION;
        String state = exception.getSQLState();
        if (state == null) return STORE_UNAVAILABLE;
        if (state.equals("40001") || state.equals("40P01")) return RUN_AGAIN;
        if (state.equals("23505")) return DUPLICATE_KEY;
        // 57014 query cancelled by a time limit
        if (LOCK_TIMEOUT.contains(state) || state.equals("57014")) return SUSPECT_COMMAND;
        if (READ_ONLY_TRANSACTION.contains(state)) return READ_ONLY;
        if (UNDEFINED_TABLE.contains(state)) return NO_TABLES;
        if (state.equals(NOT_AS_LOCKED)) return BUG;
        if (DAMAGED.contains(state)) return BROKEN_ROW;
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "25", "53", "57", "58", "90", "F0", "XX" -> STORE_UNAVAILABLE;
            case "22", "23", "54" -> SUSPECT_COMMAND;
            // 28 a refused login, 3D and 3F no such database or schema
            case "0A", "28", "3D", "3F", "42" -> STATEMENT_REFUSED;
            default -> BUG;
        };
    }

    /** Whether one of many commands may be the cause, so that the others would succeed without it. */
    public boolean mayBeOneCommands() {
        return switch (this) {
            case DUPLICATE_KEY, SUSPECT_COMMAND, BROKEN_ROW, BUG -> true;
            case RUN_AGAIN, STORE_UNAVAILABLE, READ_ONLY, NO_CONNECTION, INTERRUPTED, NO_TABLES, STATEMENT_REFUSED ->
                false;
        };
    }

    /** Whether nothing can be said to the database at all. */
    public boolean isOutage() {
        return this == STORE_UNAVAILABLE || this == NO_CONNECTION;
    }

    /** Whether every other transaction would meet it now. */
    public boolean concernsAll() {
        return switch (this) {
            case STORE_UNAVAILABLE, READ_ONLY, NO_CONNECTION, NO_TABLES, STATEMENT_REFUSED -> true;
            case RUN_AGAIN, DUPLICATE_KEY, SUSPECT_COMMAND, BROKEN_ROW, INTERRUPTED, BUG -> false;
        };
    }
}
