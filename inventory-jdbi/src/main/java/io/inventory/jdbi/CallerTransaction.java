package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.InventoryException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.BatchTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
 *   <li>It blocks the calling thread, on the caller's connection and within its time limits: the library sets none.
 *   <li>The rows stay locked until the caller commits, and every order on these SKUs waits: commit soon.
 * </ul>
 *
 * <p>Not thread-safe, as its connection is not. Takes no null and gives none.
 */
public final class CallerTransaction {
    private final Connection connection;
    private final BatchTransaction transaction;
    private boolean used;

    CallerTransaction(Connection connection, BatchTransaction transaction) {
        this.connection = connection;
        this.transaction = transaction;
        requireOpenTransaction();
    }

    private void requireOpenTransaction() {
        try {
            if (connection.getAutoCommit())
                throw new IllegalStateException(
                        "the connection commits by itself: begin a transaction with setAutoCommit(false) first");
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED)
                throw new IllegalStateException(
                        "the transaction must be READ COMMITTED: a stricter one would not see what it waited for");
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Carries out one command.
     *
     * @throws io.inventory.InventoryException if it was refused, or the transaction failed and must be aborted
     * @throws IllegalStateException if commands were carried out before
     */
    public <A> A execute(Command<A> command) {
        return result(command, run(List.of(command)).get(0)).outcome();
    }

    /**
     * Carries out commands in the order given; each has its own result, and a refused one does not stop the others.
     *
     * @return a result for each command, in the same order
     * @throws io.inventory.InventoryException if the transaction failed and must be aborted
     * @throws IllegalStateException if commands were carried out before
     */
    public List<CommandResult<?>> executeAll(List<? extends Command<?>> commands) {
        List<Verdict<?>> verdicts = run(commands);
        List<CommandResult<?>> results = new ArrayList<>(verdicts.size());
        for (int i = 0; i < verdicts.size(); i++) results.add(result(commands.get(i), verdicts.get(i)));
        return List.copyOf(results);
    }

    /** The verdict of a command is of the command's type. */
    @SuppressWarnings("unchecked")
    private static <A> CommandResult<A> result(Command<A> command, Verdict<?> verdict) {
        return verdict instanceof Verdict.Refusal<?> refusal
                ? new CommandResult.Refused<>(command, refusal.exception())
                : new CommandResult.Completed<>(command, ((Verdict.Outcome<A>) verdict).outcome());
    }

    private InventoryException failure(Exception e) {
        if (Fault.of(e) == Fault.DUPLICATE_KEY) transaction.suspectLedgers();
        return transaction.failures().exception(e);
    }

    private List<Verdict<?>> run(List<? extends Command<?>> commands) {
        if (used) throw new IllegalStateException("one call a transaction: pass all commands at once to executeAll");
        used = true;
        try (Handle handle = SqlObjects.on(connection).open()) {
            return transaction.run(handle, commands, false);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }
}
