package io.inventory.jdbi.transaction;

import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a failed transaction into an exception for its caller and a log line for the operator. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** What the caller is told of a failure; what an operator needs to know of it goes to the log. */
    public static InventoryException exception(Fault fault, Throwable failure) {
        SQLException sql = Fault.sqlException(failure);
        String state = sql == null || sql.getSQLState() == null ? "none" : sql.getSQLState();
        String message = firstLine(sql == null ? failure : sql);
        return switch (fault) {
            case RUN_AGAIN -> {
                LOG.warn("a transaction was run again in vain, SQLState {}: {}", state, message);
                yield UnavailableException.unavailable("the store is contended", failure);
            }
            case STORE_UNAVAILABLE, NO_CONNECTION -> {
                LOG.warn("the store is not available, SQLState {}: {}", state, message);
                yield UnavailableException.unavailable("the store cannot be reached", failure);
            }
            case READ_ONLY -> {
                LOG.warn("the store takes no changes, SQLState {}: {}", state, message);
                yield UnavailableException.readOnly(
                        "the database takes no changes; connect to the primary, or end its read-only mode", failure);
            }
            case SUSPECT_COMMAND -> {
                LOG.warn("a command failed alone, SQLState {}: {}", state, message);
                yield state.startsWith("2") || state.startsWith("54")
                        ? new InternalErrorException("the store refused the data of a command", failure)
                        : UnavailableException.unavailable("the store did not answer in time", failure);
            }
            case NO_TABLES -> {
                String what =
                        "the database has no tables of the inventory: start a process once with --migrate=auto, or call"
                                + " Schema.migrate";
                LOG.error("{}, SQLState {}: {}", what, state, message);
                yield new InternalErrorException(what, failure);
            }
            case BUG -> {
                LOG.error("a transaction failed in an unexpected way, SQLState {}", state, failure);
                yield new InternalErrorException("the transaction failed in an unexpected way", failure);
            }
        };
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
