package io.inventory.jdbi.batch;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Rollback;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.util.concurrent.CompletableFuture;

/**
 * Commits the commands of many callers together: one transaction, one flush to the disk. Each command has its own
 * verdict; one that fails does so alone.
 */
public final class GroupCommit implements Engine {
    private final boolean onCallersThread;
    private final BatchQueue<Command<?>> queue;

    /** @param onCallersThread whether a caller that blocks, and is alone, runs its transaction itself */
    public GroupCommit(TransactionRunner runner, QueueLimits limits, Completions completions, boolean onCallersThread) {
        this.onCallersThread = onCallersThread;
        queue = new BatchQueue<>("inventory-writer", limits, completions, runner::run);
    }

    @Override
    public <A> CompletableFuture<A> submit(Command<A> command) {
        return queue.submit(command, lines(command));
    }

    @Override
    public <A> A execute(Command<A> command) {
        return onCallersThread
                ? queue.executeAlone(command, lines(command), new BlockedCaller<>())
                : queue.execute(command, lines(command), new BlockedCaller<>());
    }

    private static int lines(Command<?> command) {
        if (command instanceof AllocateCommand<?> take) return take.lines().size();
        return command instanceof Rollback rollback
                ? Math.max(1, rollback.lines().size())
                : 1;
    }

    @Override
    public void close() {
        queue.close();
    }
}
