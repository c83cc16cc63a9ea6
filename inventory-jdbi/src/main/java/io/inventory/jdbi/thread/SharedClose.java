package io.inventory.jdbi.thread;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Closes something once, however often and by however many threads at once it is asked to; all of them wait until that is
 * done. It is done on a thread of the library, so that the interrupt of one that asks reaches no connection.
 */
public final class SharedClose {
    private final Runnable work;
    private final Duration waitMax;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile @Nullable Thread closer;

    /**
     * Closes nothing yet.
     *
     * @param waitMax how long to wait for it
     */
    public SharedClose(Runnable work, Duration waitMax) {
        this.work = work;
        this.waitMax = waitMax;
    }

    /** Begins it unless it was begun; does not wait. */
    public void begin() {
        if (!begun.compareAndSet(false, true)) return;
        try {
            new NamedThreads("inventory-close").newThread(this::run).start();
        } catch (OutOfMemoryError e) {
            // the system has no more threads
            run();
        }
    }

    private void run() {
        closer = Thread.currentThread();
        try {
            work.run();
            done.complete(null);
        } catch (Throwable e) {
            done.completeExceptionally(e);
        } finally {
            closer = null;
        }
    }

    /**
     * Waits until it is done, for a limited time; on the thread that does it, which may run callers' continuations, returns
     * at once. An interrupt does not shorten that; the thread is interrupted still
     * afterwards.
     *
     * @throws IllegalStateException if it failed
     */
    public void await() {
        if (Thread.currentThread() == closer) return;
        boolean interrupted = false;
        long deadline = System.nanoTime() + waitMax.toNanos();
        try {
            while (true) {
                try {
                    done.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("it was not closed within " + waitMax.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing failed", e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
