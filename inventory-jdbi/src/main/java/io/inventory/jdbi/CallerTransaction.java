package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.decision.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Commands inside a transaction that the caller began and will commit. They run at once on the caller's connection and
 * hold once the caller has committed; aborting erases them, a recorded rejection too.
 *
 * <ul>
 *   <li>One call a transaction, with all its commands: locks are taken in order only within a call.
 *   <li>It never commits and never retries. After an exception that {@link io.inventory.InventoryException#isRetryable()
 *       is retryable} the caller must abort the transaction and run it again.
 *   <li>The rows stay locked until the caller commits, and every order on these SKUs waits: commit soon.
 * </ul>
 */
public final class CallerTransaction {
    private final Connection connection;
    private final BatchTransaction transaction;
    private boolean used;

    CallerTransaction(Connection connection, BatchTransaction transaction) {
        this.connection = connection;
        this.transaction = transaction;
        requireOpenTransaction(connection);
    }

    private static void requireOpenTransaction(Connection connection) {
        try {
            if (connection.getAutoCommit())
                throw new IllegalStateException(
                        "the connection commits by itself: begin a transaction with setAutoCommit(false) first");
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED)
                throw new IllegalStateException(
                        "the transaction must be READ COMMITTED: a stricter one would not see what it waited for");
        } catch (SQLException e) {
            throw TransactionRunner.exception(Fault.of(e), e);
        }
    }

    /**
     * Carries out one command.
     *
     * @throws io.inventory.InventoryException if it was refused, or the transaction failed and must be aborted
     */
    public <A> A execute(Command<A> command) {
        return DirectEngine.outcome(command, executeAll(List.of(command)).get(0));
    }

    /**
     * Carries out commands in the order given; each has its own verdict, and a refused one does not stop the others.
     *
     * @throws io.inventory.UnavailableException if the transaction failed and must be aborted
     */
    public List<Verdict<?>> executeAll(List<? extends Command<?>> commands) {
        if (used) throw new IllegalStateException("one call a transaction: pass all commands at once to executeAll");
        used = true;
        try (Handle handle = SqlObjects.on(connection).open()) {
            return transaction.run(handle, commands, false);
        } catch (RuntimeException e) {
            throw TransactionRunner.exception(Fault.of(e), e);
        }
    }
}
