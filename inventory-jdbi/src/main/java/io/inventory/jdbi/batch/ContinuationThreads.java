package io.inventory.jdbi.batch;

import io.inventory.jdbi.thread.NamedThreads;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Completes futures, and so runs callers' continuations: on a few threads while they are quick, on more as they block, up to
 * {@link #THREADS_MAX}. Continuations may wait for each other's futures. A batch is handed over in one go, and one thread
 * completes it all unless that takes long. What waits is bounded by those who hand it over ({@link Completions}).
 */
final class ContinuationThreads implements AutoCloseable {
    /** How many continuations may block at once before those that follow have to wait. */
    static final int THREADS_MAX = 256;

    /** How many work at once as long as nothing waits for long. */
    private static final int BUSY_MIN = 2;
    /** How long a batch waits for the last of its futures to have its turn before there are more threads. */
    private static final long STALLED_MILLIS = 10;

    private static final long IDLE_SECONDS_MAX = 10;
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(STALLED_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

    private final NamedThreads factory = new NamedThreads("inventory-continuation");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mayGoOn = lock.newCondition();
    private final ArrayDeque<AnswerBatch> batches = new ArrayDeque<>();
    private int threads;
    private int idle;
    /** How many of those that are idle have been woken. */
    private int woken;

    private boolean isWatched;
    private boolean closed;

    /** Completes them on the thread at hand if no thread can be had: after {@link #close}, or when the system has no more. */
    void complete(AnswerBatch batch) {
        if (!isHandedOver(batch)) batch.completeAll();
    }

    private boolean isHandedOver(AnswerBatch batch) {
        lock.lock();
        try {
            if (closed) return false;
            if (busy() < BUSY_MIN) add(1);
            if (threads == 0) return false;
            batches.add(batch);
            watch();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets more threads work, as many as there may be. */
    private void add(int more) {
        for (; more > 0 && woken < idle; more--) {
            woken++;
            mayGoOn.signal();
        }
        try {
            for (; more > 0 && threads < THREADS_MAX; more--) {
                factory.newThread(this::work).start();
                threads++;
            }
        } catch (OutOfMemoryError e) {
            // the system has no more threads: those that there are go on
        }
    }

    private int busy() {
        return threads - idle + woken;
    }

    private void watch() {
        if (isWatched) return;
        isWatched = true;
        try {
            LATER.execute(this::look);
        } catch (RuntimeException | Error e) {
            // the system has no thread for it: the next batch asks again
            isWatched = false;
        }
    }

    /** Doubles the threads that work while some future waits for its turn. */
    private void look() {
        lock.lock();
        try {
            isWatched = false;
            AnswerBatch oldest = oldest();
            if (oldest == null) return;
            if (System.nanoTime() - oldest.sinceNanos >= TimeUnit.MILLISECONDS.toNanos(STALLED_MILLIS))
                add(Math.max(1, busy()));
            watch();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable AnswerBatch oldest() {
        AnswerBatch first = batches.peek();
        while (first != null && first.isTaken()) {
            batches.remove();
            first = batches.peek();
        }
        return first;
    }

    private void work() {
        boolean isCounted = true;
        try {
            for (AnswerBatch batch = next(); batch != null; batch = next()) batch.completeAll();
            isCounted = false;
        } finally {
            if (isCounted) failed();
        }
    }

    /** An error ended a thread; others complete what it left. */
    private void failed() {
        lock.lock();
        try {
            threads--;
            watch();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for futures to complete; null when the thread is to end. */
    private @Nullable AnswerBatch next() {
        lock.lock();
        try {
            while (true) {
                AnswerBatch oldest = oldest();
                if (oldest != null) return oldest;
                if (closed || !isWokenInTime()) {
                    threads--;
                    return null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to do, for a while; an interrupt, which nobody has a reason for, ends the thread. */
    private boolean isWokenInTime() {
        idle++;
        try {
            long nanos = TimeUnit.SECONDS.toNanos(IDLE_SECONDS_MAX);
            while (woken == 0 && !closed && nanos > 0) nanos = mayGoOn.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            idle--;
        }
        if (woken == 0) return false;
        woken--;
        return true;
    }

    /** Completes what was handed over, and ends. Does not wait. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            mayGoOn.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
