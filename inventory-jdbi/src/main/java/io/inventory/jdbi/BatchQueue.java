package io.inventory.jdbi;

import io.inventory.InternalErrorException;
import io.inventory.Request;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that wait, and threads that each take all that waits, up to a limit, and carry it out together. There is no
 * artificial delay: a batch is as large as what arrived while the one before was under way. First come, first served.
 *
 * @param <R> what kind of request
 */
final class BatchQueue<R extends Request<?>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    private final BatchLimits limits;
    private final Consumer<List<Waiting<R>>> batchWork;
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Waiting<R>> queue = new ArrayDeque<>();
    private final List<List<Waiting<R>>> underWay = new ArrayList<>();
    private int waitingLines;
    private boolean closed;

    /** @param batchWork completes every request that it is given */
    BatchQueue(String name, int threadCount, BatchLimits limits, Consumer<List<Waiting<R>>> batchWork) {
        this.limits = limits;
        this.batchWork = batchWork;
        for (int i = 1; i <= threadCount; i++) {
            Thread thread = new Thread(this::work, name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Takes a request in, or refuses it at once. */
    <A> CompletableFuture<A> add(R request, int lines, CompletableFuture<A> future) {
        lock.lock();
        try {
            if (closed) future.completeExceptionally(UnavailableException.unavailable("it was closed"));
            else if (queue.size() >= limits.waitingCommandsMax() || waitingLines >= limits.waitingLinesMax())
                future.completeExceptionally(UnavailableException.overloaded(
                        queue.size() + " requests with " + waitingLines + " lines are waiting"));
            else {
                queue.add(new Waiting<>(request, lines, future));
                waitingLines += lines;
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        return future;
    }

    private void work() {
        for (List<Waiting<R>> batch = take(); batch != null; batch = take()) {
            try {
                batchWork.accept(batch);
            } catch (RuntimeException | Error e) {
                LOG.error("a batch of {} requests failed in an unexpected way", batch.size(), e);
                InternalErrorException failure = new InternalErrorException("the batch failed in an unexpected way", e);
                batch.forEach(waiting -> waiting.future().completeExceptionally(failure));
            } finally {
                finished(batch);
            }
        }
    }

    /** Waits for requests; null once the queue is closed and empty. */
    private @Nullable List<Waiting<R>> take() {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed) return null;
                arrived.awaitUninterruptibly();
            }
            List<Waiting<R>> batch = new ArrayList<>();
            int lines = 0;
            while (!queue.isEmpty() && batch.size() < limits.batchCommandsMax()) {
                Waiting<R> next = queue.element();
                if (!batch.isEmpty() && lines + next.lines() > limits.batchLinesMax()) break;
                queue.remove();
                waitingLines -= next.lines();
                // a caller that gave up is not served; from here on giving up changes nothing
                if (next.future().isDone()) continue;
                lines += next.lines();
                batch.add(next);
            }
            underWay.add(batch);
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void finished(List<Waiting<R>> batch) {
        lock.lock();
        try {
            underWay.removeIf(other -> other == batch);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, finishes what waits, and completes every waiter, at the latest after a time limit. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
        try {
            for (Thread thread : threads)
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandonAll();
    }

    private void abandonAll() {
        List<Waiting<R>> left = new ArrayList<>();
        lock.lock();
        try {
            underWay.forEach(left::addAll);
            left.addAll(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        for (Waiting<R> waiting : left)
            waiting.future().completeExceptionally(UnavailableException.unavailable("it was closed"));
    }

    /**
     * A request and who waits for its answer.
     *
     * @param lines what it counts against the limits
     */
    record Waiting<R>(R request, int lines, CompletableFuture<?> future) {}
}
