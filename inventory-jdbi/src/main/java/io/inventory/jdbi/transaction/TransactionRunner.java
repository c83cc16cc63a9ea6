package io.inventory.jdbi.transaction;

import io.inventory.Command;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.sql.ConcurrentInsertException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a list of commands in a transaction until it has a verdict for each: again after deadlocks and lost connections
 * (every command is idempotent, so also when it is not known whether the commit arrived), in halves where one of the
 * commands is to blame, at most for a time limit.
 */
public final class TransactionRunner {
    static final int ATTEMPTS_MAX = 10;
    /** When the search for culprits ends; what it has not come to by then is refused with them. */
    private static final Duration SPLIT_MAX = Duration.ofSeconds(3);

    private static final long BACKOFF_MAX_MILLIS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(TransactionRunner.class);

    private final Jdbi jdbi;
    private final BatchTransaction transaction;
    private final SessionLimits limits;
    private final Duration timeLimit;

    public TransactionRunner(Jdbi jdbi, BatchTransaction transaction, SessionLimits limits, Duration timeLimit) {
        this.jdbi = jdbi;
        this.transaction = transaction;
        this.limits = limits;
        this.timeLimit = timeLimit;
    }

    /** Never throws: what fails is a refusal. */
    public List<Verdict<?>> run(List<? extends Command<?>> commands) {
        return run(commands, false, System.nanoTime() + timeLimit.toNanos());
    }

    private List<Verdict<?>> run(List<? extends Command<?>> commands, boolean isSplit, long deadlineNanos) {
        if (isSplit && System.nanoTime() > deadlineNanos)
            return refuseAll(commands, UnavailableException.unavailable("the store did not answer in time"));
        for (int attempt = 1; ; attempt++) {
            try {
                return runOnce(commands, isSplit);
            } catch (RuntimeException | Error e) {
                Fault fault = Fault.of(e);
                if (fault == Fault.SUSPECT_COMMAND && commands.size() > 1)
                    return runHalves(commands, isSplit ? deadlineNanos : System.nanoTime() + SPLIT_MAX.toNanos());
                if (!isWorthAnotherAttempt(fault, attempt, deadlineNanos))
                    return refuseAll(commands, Failures.exception(fault, e));
                LOG.debug("transaction of {} commands failed ({}), attempt {}", commands.size(), fault, attempt, e);
                if (!(e instanceof ConcurrentInsertException)) backOff(attempt);
            }
        }
    }

    /** After a deadlock or a twin somebody got on, so that the next attempt will: only the number of attempts counts. */
    private static boolean isWorthAnotherAttempt(Fault fault, int attempt, long deadlineNanos) {
        if (attempt == ATTEMPTS_MAX) return false;
        return switch (fault) {
            case RUN_AGAIN -> true;
            case STORE_UNAVAILABLE -> System.nanoTime() < deadlineNanos;
            // after a failover the pool replaces its connections: the next one may be to the new primary
            case READ_ONLY -> attempt == 1;
            case NO_CONNECTION, SUSPECT_COMMAND, NO_TABLES, BUG -> false;
        };
    }

    private List<Verdict<?>> runOnce(List<? extends Command<?>> commands, boolean isSplit) {
        return jdbi.inTransaction(
                handle -> limits.during(handle, isSplit, () -> transaction.run(handle, commands, true)));
    }

    /**
     * Answers a query; once more, and so on, after a lost connection, within the time limit.
     *
     * @throws InventoryException if the query does, or the store does not answer
     */
    public <T> T read(Function<Handle, T> query) {
        long deadlineNanos = System.nanoTime() + timeLimit.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.withHandle(query::apply);
            } catch (InventoryException e) {
                throw e;
            } catch (RuntimeException e) {
                Fault fault = Fault.of(e);
                if (!isWorthAnotherAttempt(fault, attempt, deadlineNanos)) throw Failures.exception(fault, e);
                backOff(attempt);
            }
        }
    }

    private List<Verdict<?>> runHalves(List<? extends Command<?>> commands, long deadlineNanos) {
        int half = commands.size() / 2;
        List<Verdict<?>> verdicts = new ArrayList<>(run(commands.subList(0, half), true, deadlineNanos));
        verdicts.addAll(run(commands.subList(half, commands.size()), true, deadlineNanos));
        return verdicts;
    }

    private static List<Verdict<?>> refuseAll(List<? extends Command<?>> commands, InventoryException exception) {
        List<Verdict<?>> verdicts = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) verdicts.add(new Verdict.Refusal<>(exception));
        return verdicts;
    }

    private static void backOff(int attempt) {
        long millis = Math.min(BACKOFF_MAX_MILLIS, 1L << attempt);
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(1, millis + 1)));
    }
}
