package io.inventory.jdbi.batch;

import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads with a bounded queue, for callers that do not block. */
public final class Workers implements AutoCloseable {
    static final int QUEUE_MAX = 10_000;
    private static final long CLOSE_SECONDS_MAX = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final ThreadPoolExecutor threads;
    private final Completions completions;

    public Workers(String name, int threadCount, Completions completions) {
        this.completions = completions;
        threads = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(QUEUE_MAX),
                new NamedThreads(name));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Answers on one of the threads; a future cancelled before that is not begun. */
    public <A> CompletableFuture<A> submit(Supplier<A> work) {
        Task<A> task = new Task<>(work, completions);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.future.completeExceptionally(
                    threads.isShutdown()
                            ? UnavailableException.unavailable("it was closed")
                            : UnavailableException.overloaded(QUEUE_MAX + " requests are waiting"));
        }
        return task.future;
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (threads.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Runnable waiting : threads.shutdownNow()) ((Task<?>) waiting).abandon();
    }

    private record Task<A>(Supplier<A> work, CompletableFuture<A> future, Completions completions) implements Runnable {
        Task(Supplier<A> work, Completions completions) {
            this(work, new CompletableFuture<>(), completions);
        }

        @Override
        public void run() {
            if (future.isDone()) return;
            try {
                completions.complete(future, new Verdict.Outcome<>(work.get()));
            } catch (InventoryException e) {
                completions.complete(future, new Verdict.Refusal<>(e));
            } catch (RuntimeException | Error e) {
                LOG.error("a request failed in an unexpected way", e);
                completions.complete(
                        future,
                        new Verdict.Refusal<>(
                                new InternalErrorException("the request failed in an unexpected way", e)));
            }
        }

        void abandon() {
            completions.complete(future, new Verdict.Refusal<>(UnavailableException.unavailable("it was closed")));
        }
    }
}
