package io.inventory.jdbi.batch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs callers' continuations: on a few threads while they are quick, on more as they block, up to {@link #THREADS_MAX}.
 * Continuations may wait for each other's futures. Its queue is bounded by those who fill it ({@link Completions}).
 */
final class ContinuationThreads implements Executor, AutoCloseable {
    /** How many continuations may block at once before those that follow have to wait. */
    static final int THREADS_MAX = 256;

    private static final int THREADS_MIN = 2;
    /** How long a continuation waits for a thread before there are more threads. */
    private static final int STALLED_MILLIS = 10;

    private static final int IDLE_SECONDS_MAX = 10;
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(STALLED_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS_MIN,
            THREADS_MAX,
            IDLE_SECONDS_MAX,
            TimeUnit.SECONDS,
            queue,
            new NamedThreads("inventory-continuation"));
    private final AtomicBoolean isWatched = new AtomicBoolean();

    ContinuationThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs it on the thread at hand if no thread can be had: after {@link #close}, or when the system has no more. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            task.run();
            return;
        }
        if (!isWatched.get() && !queue.isEmpty() && isWatched.compareAndSet(false, true)) watch(queue.peek());
    }

    private void watch(@Nullable Runnable head) {
        LATER.execute(() -> look(head));
    }

    /** @param before who was the next to run when it last looked */
    private void look(@Nullable Runnable before) {
        Runnable head = queue.peek();
        if (head != null) {
            if (head == before) keep(2 * threads.getPoolSize());
            watch(head);
            return;
        }
        // one that is free for the next; those that are not needed any more end when they have been idle for a while
        keep(threads.getActiveCount() + 1);
        isWatched.set(false);
        if (!queue.isEmpty() && isWatched.compareAndSet(false, true)) watch(queue.peek());
    }

    private void keep(int count) {
        try {
            threads.setCorePoolSize(Math.max(THREADS_MIN, Math.min(THREADS_MAX, count)));
        } catch (OutOfMemoryError e) {
            // no more threads can be had: those that there are go on
        }
    }

    /** Runs what it was given, and ends. Does not wait. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
