package io.inventory.jdbi.transaction;

import io.inventory.Command;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.known.KnownStocks.Loan;
import io.inventory.jdbi.sql.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a list of commands in a transaction until it has a verdict for each: again after deadlocks and lost connections
 * (every command is idempotent, so also when it is not known whether the commit arrived), in halves where one of the
 * commands may be the cause, at most for a time limit.
 */
public final class TransactionRunner {
    static final int ATTEMPTS_MAX = 10;
    /** The same in a search for culprits, which has many transactions to run. */
    private static final int SEARCH_ATTEMPTS_MAX = 3;
    /** When a search for culprits ends; what it has not come to by then is refused as well. */
    private static final Duration SPLIT_MAX = Duration.ofSeconds(3);

    private static final long BACKOFF_MAX_MILLIS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(TransactionRunner.class);

    private final Jdbi jdbi;
    private final BatchTransaction transaction;
    private final KnownStockTransaction known;
    private final SessionLimits limits;
    private final Duration timeLimit;

    /** One that locks whatever it decides about. */
    public TransactionRunner(Jdbi jdbi, BatchTransaction transaction, SessionLimits limits, Duration timeLimit) {
        this(jdbi, transaction, new KnownStocks(0), limits, timeLimit);
    }

    /** One that decides new orders from known stocks where it can. */
    public TransactionRunner(
            Jdbi jdbi, BatchTransaction transaction, KnownStocks stocks, SessionLimits limits, Duration timeLimit) {
        this.jdbi = jdbi;
        this.transaction = transaction;
        known = transaction.ofKnown(stocks);
        this.limits = limits;
        this.timeLimit = timeLimit;
    }

    /** Never throws: what fails is a refusal. */
    public List<Verdict<?>> run(List<? extends Command<?>> commands) {
        return run(commands, TransactionObserver.NONE);
    }

    /** The same; {@code observer} hears how it goes. */
    public List<Verdict<?>> run(List<? extends Command<?>> commands, TransactionObserver observer) {
        return run(commands, observer, null);
    }

    /** @param search the search that the commands are a part of; null if they are a whole batch */
    private List<Verdict<?>> run(
            List<? extends Command<?>> commands, TransactionObserver observer, @Nullable Search search) {
        InventoryException end = search == null ? null : search.end();
        if (end != null) return refuseAll(commands, end);
        try (Loan loan = known.lend(search == null ? commands : List.of())) {
            return run(commands, observer, search, loan);
        }
    }

    private List<Verdict<?>> run(
            List<? extends Command<?>> commands, TransactionObserver observer, @Nullable Search search, Loan loan) {
        long deadlineNanos = search == null ? System.nanoTime() + timeLimit.toNanos() : search.deadlineNanos;
        int attemptsMax = search == null ? ATTEMPTS_MAX : SEARCH_ATTEMPTS_MAX;
        boolean commitIsUnknown = false;
        OverdueReservations overdue = null;
        boolean fromKnown = search == null && known.isFor(commands, loan);
        for (int attempt = 1; ; ) {
            Attempt how = new Attempt(overdue, search != null, fromKnown);
            fromKnown = false;
            try {
                return runOnce(commands, how, loan, observer);
            } catch (NotAsKnownException e) {
                // no failed attempt, and once at most
                loan.wasWrong();
                observer.decidedFromKnown(commands.size(), false);
                LOG.debug("{} commands were decided from what is not so any more", commands.size(), e);
            } catch (NotKnownException e) {
                // no failed attempt, and once at most
                LOG.trace("{} commands can't be decided from what is known", commands.size());
            } catch (OverdueReservationsException e) {
                // no failed attempt, and a few times at most: what is short after that is refused
                overdue = e.reservations();
            } catch (Throwable e) {
                Fault fault = Fault.of(e);
                // a standby can't tell whether the primary committed before it went
                if (fault == Fault.READ_ONLY && commitIsUnknown) fault = Fault.STORE_UNAVAILABLE;
                commitIsUnknown |= fault == Fault.STORE_UNAVAILABLE;
                if (fault == Fault.DUPLICATE_KEY) transaction.suspectLedgers();
                if (Fault.isGuard(e)) observer.guardTripped();
                boolean again = attempt < attemptsMax && isWorthAnotherAttempt(fault, attempt, deadlineNanos);
                // in a search the halves are the next attempt
                if (commands.size() > 1 && fault.mayBeOneCommands() && (search != null || !again))
                    return runHalves(commands, observer, search == null ? new Search() : search);
                if (again) {
                    observer.retried(attempt, Fault.sqlState(e));
                    LOG.debug("transaction of {} commands failed ({}), attempt {}", commands.size(), fault, attempt, e);
                    // after a duplicate key the other transaction is over: there is nothing to wait for
                    if (fault != Fault.DUPLICATE_KEY) backOff(attempt);
                    attempt++;
                    continue;
                }
                InventoryException refusal = transaction.failures().exception(fault, attempt, e);
                if (fault.isOutage()) observer.unreachable(refusal);
                if (search != null && fault.concernsAll()) search.stop(refusal);
                return refuseAll(commands, refusal);
            }
        }
    }

    /** After a deadlock or a concurrent insert somebody got on, so that the next attempt will: time does not count. */
    private static boolean isWorthAnotherAttempt(Fault fault, int attempt, long deadlineNanos) {
        return switch (fault) {
            case RUN_AGAIN, DUPLICATE_KEY -> true;
            case STORE_UNAVAILABLE -> System.nanoTime() - deadlineNanos < 0;
            // after a failover the pool replaces its connections: the next one may be to the new primary
            case READ_ONLY -> attempt == 1;
            case SUSPECT_COMMAND, BROKEN_ROW, NO_CONNECTION, INTERRUPTED, NO_TABLES, STATEMENT_REFUSED, BUG -> false;
        };
    }

    private List<Verdict<?>> runOnce(
            List<? extends Command<?>> commands, Attempt how, Loan loan, TransactionObserver observer) {
        Decided decided = limits.transaction(
                jdbi,
                how.isSplit,
                handle -> how.fromKnown
                        ? known.run(handle, commands, loan)
                        : transaction.run(handle, commands, how.overdue, true));
        known.remember(commands, decided, loan);
        if (decided.fromKnown()) observer.decidedFromKnown(commands.size(), true);
        return decided.verdicts();
    }

    private List<Verdict<?>> runHalves(
            List<? extends Command<?>> commands, TransactionObserver observer, Search search) {
        observer.split(commands.size());
        int half = commands.size() / 2;
        List<Verdict<?>> verdicts = new ArrayList<>(run(commands.subList(0, half), observer, search));
        verdicts.addAll(run(commands.subList(half, commands.size()), observer, search));
        return verdicts;
    }

    private static List<Verdict<?>> refuseAll(List<? extends Command<?>> commands, InventoryException exception) {
        List<Verdict<?>> verdicts = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) verdicts.add(new Verdict.Refusal<>(exception));
        return verdicts;
    }

    /**
     * Answers a query; once more, and so on, after a lost connection, within the time limit; {@code observer} hears of
     * that.
     *
     * @throws InventoryException if the query does, or the store does not answer
     */
    public <T> T read(Function<Handle, T> query, TransactionObserver observer) {
        long deadlineNanos = System.nanoTime() + timeLimit.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return limits.read(jdbi, query);
            } catch (InventoryException e) {
                throw e;
            } catch (Throwable e) {
                Fault fault = Fault.of(e);
                if (attempt == ATTEMPTS_MAX || !isWorthAnotherAttempt(fault, attempt, deadlineNanos)) {
                    InventoryException refusal = transaction.failures().exception(fault, attempt, e);
                    if (fault.isOutage()) observer.unreachable(refusal);
                    throw refusal;
                }
                observer.retried(attempt, Fault.sqlState(e));
                backOff(attempt);
            }
        }
    }

    /**
     * Does work that sees one time, however long it takes, and changes nothing; once, because another time would not be that one.
     *
     * @param idleMax how long it may be between two of its statements
     * @throws InventoryException if the work does, or the store does not answer
     */
    public <T> T snapshot(Database database, Duration idleMax, Function<Handle, T> work) {
        try {
            return limits.snapshot(jdbi, database.snapshotSettings(idleMax), work);
        } catch (InventoryException e) {
            throw e;
        } catch (Throwable e) {
            throw transaction.failures().exception(e);
        }
    }

    /** What a query fails with whose row was read together with those of other callers, and can't be used. */
    public InventoryException failure(RuntimeException failure) {
        return transaction.failures().exception(failure);
    }

    private static void backOff(int attempt) {
        long millis = Math.min(BACKOFF_MAX_MILLIS, 1L << attempt);
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(1, millis + 1)));
    }

    /**
     * How a transaction is run.
     *
     * @param overdue as of {@link BatchTransaction#run}
     * @param isSplit whether it is a part of one that failed
     * @param fromKnown whether it is to be decided from known stock, if it can be
     */
    private record Attempt(@Nullable OverdueReservations overdue, boolean isSplit, boolean fromKnown) {}

    /** A search for the commands that make a transaction fail: how long it may take, and whether it was given up. */
    private static final class Search {
        final long deadlineNanos = System.nanoTime() + SPLIT_MAX.toNanos();
        private @Nullable InventoryException stop;

        /** Nothing more is to be tried: it would fail in the same way. */
        void stop(InventoryException refusal) {
            stop = refusal;
        }

        /** Why it is over, if it is. */
        @Nullable
        InventoryException end() {
            if (stop == null && System.nanoTime() - deadlineNanos >= 0)
                stop = UnavailableException.unavailable("the store did not answer in time");
            return stop;
        }
    }
}
