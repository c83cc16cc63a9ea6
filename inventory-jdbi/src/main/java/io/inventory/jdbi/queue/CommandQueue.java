package io.inventory.jdbi.queue;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Rollback;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.batch.BatchQueue;
import io.inventory.jdbi.batch.BlockedCaller;
import io.inventory.jdbi.batch.QueueLimits;
import io.inventory.jdbi.thread.PlatformThreads;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Carries out commands. With batches of many it is the group commit: one transaction, one flush to the disk for the commands
 * of many callers, each with its own verdict; one that fails does so alone. With batches of one each command is a
 * transaction of its own.
 */
public final class CommandQueue {
    private final TransactionRunner runner;
    private final ConnectionGate gate;
    private final boolean onCallersThread;
    private final QueueObserver observer;
    private final BatchQueue<Command<?>> queue;

    /** @param onCallersThread whether a caller that blocks, and is alone, may run its transaction itself */
    public CommandQueue(QueueParts parts, QueueLimits limits, boolean onCallersThread, QueueObserver observer) {
        this.runner = parts.runner();
        this.gate = parts.gate();
        this.observer = observer;
        this.onCallersThread = onCallersThread && gate.hasOneForEachCommand();
        queue = new BatchQueue<>(
                "inventory-writer",
                limits,
                parts.completions(),
                ObservedWork.of(this::carryOut, observer, this::waiting));
    }

    /** How many wait. */
    public int waiting() {
        return queue.waiting();
    }

    private List<Verdict<?>> carryOut(List<Command<?>> commands) {
        return gate.command(() -> runner.run(commands, new OutageRelay(queue, observer)));
    }

    /** Does not block; the future fails with an {@link io.inventory.InventoryException}. */
    public <A> CompletableFuture<A> submit(Command<A> command) {
        return queue.submit(command, lines(command));
    }

    /** The same, unless it is not begun within that time. */
    public <A> CompletableFuture<A> submit(Command<A> command, Duration beginWithin) {
        return queue.submit(command, lines(command), beginWithin);
    }

    /** Blocks until the outcome is there, for a limited time. */
    public <A> A execute(Command<A> command) {
        return mayRunHere()
                ? queue.executeAlone(command, lines(command), new BlockedCaller<>())
                : queue.execute(command, lines(command), new BlockedCaller<>());
    }

    /**
     * A lone caller is spared two changes of threads, a tenth of its time. The interrupt of a platform thread reaches no
     * socket of PostgreSQL's driver; that of a virtual thread closes it.
     */
    private boolean mayRunHere() {
        return onCallersThread
                && PlatformThreads.isCurrent()
                && !Thread.currentThread().isInterrupted();
    }

    private static int lines(Command<?> command) {
        if (command instanceof AllocateCommand<?> allocate)
            return allocate.lines().size();
        return command instanceof Rollback rollback
                ? Math.max(1, rollback.lines().size())
                : 1;
    }

    /** From now on takes no more requests. */
    public void stop() {
        queue.stop();
    }

    /** After {@link #stop}: finishes what it has, and at the deadline refuses what is left. */
    public void awaitEnd(long deadlineNanos) {
        queue.awaitEnd(deadlineNanos);
    }

    /** Whether the current thread is one of its own, which must not wait for its end. */
    public boolean isOwnThread() {
        return queue.isOwnThread();
    }
}
