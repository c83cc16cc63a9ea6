package io.inventory.jdbi.fault;

import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.jdbi.sql.UnreadableRowException;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Turns a failed transaction, or a command that failed within one, into an exception for its caller and a log line for the
 * operator. Each kind of failure is logged once in ten seconds, with a count of what was left out, for a store that is down
 * fails every request; a broken row and a bug in full once a minute, however many commands meet them. Thread-safe.
 */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final Duration KIND_QUIET = Duration.ofSeconds(10);

    private final RecentlyLogged recently = new RecentlyLogged(QUIET, System::nanoTime);
    private final RecentlyLogged kinds = new RecentlyLogged(KIND_QUIET, System::nanoTime);

    /** The exception for the caller when the only attempt failed. */
    public InventoryException exception(Throwable failure) {
        return exception(Fault.of(failure), 1, failure);
    }

    /**
     * The exception for the caller of a failed attempt; what an operator needs to know of it goes to the log.
     *
     * @param attempts how many attempts were made, this one included
     */
    public InventoryException exception(Fault fault, int attempts, Throwable failure) {
        SQLException sql = Fault.sqlException(failure);
        String state = sql == null || sql.getSQLState() == null ? "none" : sql.getSQLState();
        String message = firstLine(sql == null ? failure : sql);
        return switch (fault) {
            case RUN_AGAIN -> contended(attempts, state, message, failure);
            case DUPLICATE_KEY ->
                attempts == 1 ? contended(attempts, state, message, failure) : refused(state, message, failure);
            case STORE_UNAVAILABLE, NO_CONNECTION -> {
                log(Level.WARN, "the store is not available", state, message);
                yield UnavailableException.unavailable("the store cannot be reached", failure);
            }
            case READ_ONLY -> {
                log(Level.WARN, "the store takes no changes", state, message);
                yield UnavailableException.readOnly(
                        "the database takes no changes; connect to the primary, or end its read-only mode", failure);
            }
            case SUSPECT_COMMAND -> {
                if (state.startsWith("2") || state.startsWith("54")) yield refused(state, message, failure);
                log(Level.WARN, "the store took too long over a command or query", state, message);
                yield UnavailableException.unavailable("the store did not answer in time", failure);
            }
            case BROKEN_ROW -> sql == null ? brokenRow(message, failure) : damaged(state, message, failure);
            // it is the thread of a caller, who knows
            case INTERRUPTED -> UnavailableException.unavailable("the caller was interrupted", failure);
            case NO_TABLES -> {
                String what =
                        "the database has no tables of the inventory: start a process once with --migrate=auto, or call"
                                + " Schema.migrate";
                log(Level.ERROR, what, state, message);
                yield UnavailableException.unavailable(what, failure);
            }
            case STATEMENT_REFUSED -> {
                log(Level.ERROR, "the database refuses the login or a statement of the inventory", state, message);
                yield UnavailableException.unavailable(
                        "the database refuses the login or a statement of the inventory; check its user, rights and schema version",
                        failure);
            }
            case BUG -> bug(state, message, failure);
        };
    }

    private void log(Level level, String what, String state, String message) {
        long count = kinds.count(what + state);
        if (count == 1) LOG.atLevel(level).log("{}, SQLState {}: {}", what, state, message);
        else if (count > 1)
            LOG.atLevel(level)
                    .log("{}, SQLState {}: {} ({} more since the last such line)", what, state, message, count - 1);
    }

    private InventoryException contended(int attempts, String state, String message, Throwable failure) {
        log(Level.WARN, "a transaction failed after " + attempts + " attempt(s)", state, message);
        return UnavailableException.unavailable("the store is contended", failure);
    }

    private InventoryException refused(String state, String message, Throwable failure) {
        log(Level.WARN, "the store refused the data of a command", state, message);
        return InternalErrorException.logged("the store refused the data of a command", failure);
    }

    private InventoryException brokenRow(String message, Throwable failure) {
        if (recently.isDue(message)) LOG.error("a command or query cannot be carried out: {}", message);
        if (failure instanceof InternalErrorException known) return known;
        return failure instanceof UnreadableRowException row
                ? InventoryException.of(ErrorReason.INTERNAL, message, row.ids())
                : InternalErrorException.logged(message, failure);
    }

    private InventoryException damaged(String state, String message, Throwable failure) {
        String what = "the database cannot read what a command or query needs";
        if (recently.isDue(message)) LOG.error("{}, SQLState {}: {}", what, state, message);
        return InternalErrorException.logged(what, failure);
    }

    private InventoryException bug(String state, String message, Throwable failure) {
        String what = "a transaction failed in an unexpected way";
        if (recently.isDue(placeOf(failure))) LOG.error("{}, SQLState {}", what, state, failure);
        else if (recently.isDue(message)) LOG.error("{}, SQLState {}: {}", what, state, message);
        return InternalErrorException.logged(what, failure);
    }

    /** Where in the code it was thrown, and what. */
    private static String placeOf(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        return failure.getClass().getName() + (frames.length == 0 ? "" : " " + frames[0]);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
