package io.inventory.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where signal listeners are called: on the caller's executor, or on threads that nothing else of the client needs. Never on the
 * thread that hands a task over, which may be the network's: what the executor refuses, or would run there and then, is
 * run on such a thread too. Thread-safe.
 */
final class ListenerThreads implements Executor, AutoCloseable {
    /** One for each listener that blocks: a subscription counts until its listener has returned. */
    static final int THREADS_MAX = InventoryClient.SUBSCRIPTIONS_MAX;

    /** How the threads are called. */
    static final String NAME = "inventory-client-signals-";

    private static final Duration IDLE_MAX = Duration.ofSeconds(30);
    /** Until a thread is asked for again where the machine gave none. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final @Nullable Executor callers;
    private final ThreadPoolExecutor own;

    /** @param callers the caller's executor; null for own threads alone */
    ListenerThreads(@Nullable Executor callers) {
        this.callers = callers;
        AtomicInteger count = new AtomicInteger();
        own = new ThreadPoolExecutor(
                THREADS_MAX,
                THREADS_MAX,
                IDLE_MAX.toNanos(),
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, NAME + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        if (callers == null) {
            runOnOwn(task);
            return;
        }
        Handover handover = new Handover(task);
        try {
            callers.execute(handover);
        } catch (RuntimeException | Error e) {
            // an Error too: a pool that may start no further thread throws one
            if (handover.take()) runOnOwn(task);
        } finally {
            handover.over = true;
        }
    }

    private void runOnOwn(Runnable task) {
        try {
            own.execute(task);
        } catch (RuntimeException | Error e) {
            CompletableFuture.delayedExecutor(PAUSE.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> runOnOwn(task));
        }
    }

    /** Ends the threads as they become idle, at once. What listeners still have to hear is told all the same. */
    @Override
    public void close() {
        own.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    /** A task that is run once, and not by the thread that hands it over. */
    private final class Handover implements Runnable {
        private final Runnable task;
        private final Thread from = Thread.currentThread();
        private final AtomicBoolean taken = new AtomicBoolean();
        /** Whether that thread has come back from handing it over; it may be one of the executor's. */
        private volatile boolean over;

        Handover(Runnable task) {
            this.task = task;
        }

        boolean take() {
            return taken.compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (!take()) return;
            if (!over && Thread.currentThread() == from) runOnOwn(task);
            else task.run();
        }
    }
}
