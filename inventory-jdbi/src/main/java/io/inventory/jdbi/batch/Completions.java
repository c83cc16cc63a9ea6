package io.inventory.jdbi.batch;

import io.inventory.decision.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the futures of callers, each with a task of its own on the executor where their continuations may block. What
 * the executor refuses is completed on threads of the library, so that no future is lost.
 */
public final class Completions implements AutoCloseable {
    /** How many answers may wait for the executor before requests are refused whose answers would need it. */
    static final int WAITING_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final ContinuationThreads own = new ContinuationThreads();
    private final Executor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean refusalLogged = new AtomicBoolean();

    /** @param executor where to complete futures; null for threads of the library */
    public Completions(@Nullable Executor executor) {
        this.executor = executor == null ? own : executor;
    }

    boolean isFull() {
        return waiting.get() >= WAITING_MAX;
    }

    /** Completes a future unless it is done. Never throws; blocks only if the executor does. */
    <A> void complete(CompletableFuture<A> future, Verdict<A> verdict) {
        if (future.isDone()) return;
        Runnable task = () -> {
            waiting.decrementAndGet();
            verdict.complete(future);
        };
        waiting.incrementAndGet();
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            if (refusalLogged.compareAndSet(false, true))
                LOG.warn(
                        "the executor of continuations refuses them ({}): they run on threads of the library",
                        e.toString());
            own.execute(task);
        }
    }

    /** Ends the library's threads when they have done what was given to them; does not wait. */
    @Override
    public void close() {
        own.close();
    }
}
