package io.inventory.jdbi.batch;

import io.inventory.Command;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One transaction a command, on the caller's thread where the caller blocks. */
public final class DirectEngine implements Engine {
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final TransactionRunner runner;
    private final Workers workers;
    private final Semaphore slots;

    /** @param connections how many transactions may be under way at once; the others wait here, in order */
    public DirectEngine(TransactionRunner runner, Workers workers, int connections) {
        this.runner = runner;
        this.workers = workers;
        slots = new Semaphore(connections, true);
    }

    @Override
    public <A> A execute(Command<A> command) {
        acquireSlot();
        try {
            return DirectEngine.<A>verdict(runner.run(List.of(command))).outcomeOrThrow();
        } finally {
            slots.release();
        }
    }

    /** The verdict of a command is of the command's type. */
    @SuppressWarnings("unchecked")
    private static <A> Verdict<A> verdict(List<Verdict<?>> verdicts) {
        return (Verdict<A>) verdicts.get(0);
    }

    private void acquireSlot() {
        try {
            if (!slots.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS))
                throw UnavailableException.overloaded("no connection was free for " + WAIT_MAX.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UnavailableException.unavailable("the caller was interrupted", e);
        }
    }

    @Override
    public <A> CompletableFuture<A> submit(Command<A> command) {
        return workers.submit(() -> execute(command));
    }

    @Override
    public void close() {
        // the workers finish what they have when their owner closes them
    }
}
