package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.decision.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One transaction a command, on the caller's thread where the caller blocks. */
final class DirectEngine implements Engine {
    private final TransactionRunner runner;
    private final Workers workers;

    DirectEngine(TransactionRunner runner, Workers workers) {
        this.runner = runner;
        this.workers = workers;
    }

    @Override
    public <A> A execute(Command<A> command) {
        return outcome(command, runner.run(List.of(command)).get(0));
    }

    @Override
    public <A> CompletableFuture<A> submit(Command<A> command) {
        return workers.submit(() -> execute(command));
    }

    /** The verdict of a command is of the command's type. */
    @SuppressWarnings({"unchecked", "unused"})
    static <A> A outcome(Command<A> command, Verdict<?> verdict) {
        if (verdict instanceof Verdict.Refusal<?> refusal) throw refusal.exception();
        return ((Verdict.Outcome<A>) verdict).outcome();
    }

    @Override
    public void close() {
        // the workers finish what they have when their owner closes them
    }
}
