package io.inventory.jdbi.batch;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.InventoryException;
import io.inventory.Rollback;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.batch.BatchQueue.Waiting;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Commits the commands of many callers together: one transaction, one flush to the disk. Each command has its own
 * verdict; one that fails does so alone.
 */
public final class GroupCommit implements Engine {
    private final TransactionRunner runner;
    private final boolean onCallersThread;
    private final BatchQueue<Command<?>> queue;

    /** @param onCallersThread whether a caller that blocks, and is alone, runs its transaction itself */
    public GroupCommit(TransactionRunner runner, QueueLimits limits, boolean onCallersThread) {
        this.runner = runner;
        this.onCallersThread = onCallersThread;
        queue = new BatchQueue<>("inventory-writer", limits, this::commit);
    }

    @Override
    public <A> CompletableFuture<A> submit(Command<A> command) {
        return queue.add(command, lines(command), new CompletableFuture<>());
    }

    @Override
    public <A> A execute(Command<A> command) {
        CompletableFuture<A> answer = new BlockedCaller<>();
        boolean answered = onCallersThread && queue.carryOutAlone(command, lines(command), answer);
        return await(answered ? answer : queue.add(command, lines(command), answer));
    }

    /** Blocks for an answer. */
    static <A> A await(CompletableFuture<A> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(false);
            throw UnavailableException.unavailable("the caller was interrupted", e);
        } catch (ExecutionException | CancellationException | CompletionException e) {
            if (e.getCause() instanceof InventoryException failure) throw failure;
            throw new IllegalStateException("a request failed in an unexpected way", e);
        }
    }

    private static int lines(Command<?> command) {
        if (command instanceof AllocateCommand<?> take) return take.lines().size();
        return command instanceof Rollback rollback
                ? Math.max(1, rollback.lines().size())
                : 1;
    }

    private Runnable commit(List<Waiting<Command<?>>> batch) {
        List<Command<?>> commands = new ArrayList<>(batch.size());
        for (Waiting<Command<?>> waiting : batch) commands.add(waiting.request());
        List<Verdict<?>> verdicts = runner.run(commands);
        return () -> {
            answer(batch, verdicts, true);
            answer(batch, verdicts, false);
        };
    }

    /** Callers that block come first, because the others' continuations may take their time. */
    private static void answer(List<Waiting<Command<?>>> batch, List<Verdict<?>> verdicts, boolean blocked) {
        for (int i = 0; i < verdicts.size(); i++)
            if (batch.get(i).future() instanceof BlockedCaller<?> == blocked)
                answer(batch.get(i).future(), verdicts.get(i));
    }

    /** The verdict of a command is of the type that its caller waits for. */
    @SuppressWarnings("unchecked")
    private static void answer(CompletableFuture<?> future, Verdict<?> verdict) {
        ((Verdict<Object>) verdict).complete((CompletableFuture<Object>) future);
    }

    @Override
    public void close() {
        queue.close();
    }

    /** Has no continuation: completing it only wakes a thread. */
    private static final class BlockedCaller<A> extends CompletableFuture<A> {}
}
