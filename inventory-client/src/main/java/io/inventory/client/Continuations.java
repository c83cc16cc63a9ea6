package io.inventory.client;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where callers' futures are completed: their continuations may block there without holding up anybody's answer. What the
 * executor refuses (it was shut down, say) is done on the thread at hand: no future is lost.
 */
final class Continuations implements Executor, AutoCloseable {
    /** Its queue is bounded by the answers that callers wait for. */
    static final int THREADS_MAX = 32;

    private static final int IDLE_SECONDS_MAX = 30;

    private final @Nullable ThreadPoolExecutor own;
    private final Executor executor;

    /** @param executor the caller's; null for threads of its own */
    Continuations(@Nullable Executor executor) {
        ThreadPoolExecutor pool = executor == null ? pool() : null;
        this.own = pool;
        this.executor = pool == null ? Objects.requireNonNull(executor) : pool;
    }

    private static ThreadPoolExecutor pool() {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS_MAX, THREADS_MAX, IDLE_SECONDS_MAX, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "inventory-client-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            // an Error too: a pool that may start no further thread throws one
            task.run();
        }
    }

    /** Ends its own threads when they have done what was given to them; the caller's executor stays. Does not wait. */
    @Override
    public void close() {
        if (own != null) own.shutdown();
    }
}
