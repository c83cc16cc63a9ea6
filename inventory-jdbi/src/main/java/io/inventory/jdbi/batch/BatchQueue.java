package io.inventory.jdbi.batch;

import io.inventory.InternalErrorException;
import io.inventory.Request;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that wait, and threads that take turns: one takes all that waits, up to a limit, carries it out, and while it
 * then gives the answers the next takes what has arrived meanwhile. There is no artificial delay: a batch is as large as
 * what arrived while the one before was under way. First come, first served.
 *
 * @param <R> what kind of request
 */
final class BatchQueue<R extends Request<?>> implements AutoCloseable {
    /** How many threads may be giving answers, which may run a caller's code, before batches wait for them. */
    private static final int ANSWERING_MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    private final int turns;
    private final QueueLimits limits;
    private final Work<R> work;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mayClose = lock.newCondition();
    private final ArrayDeque<Waiting<R>> queue = new ArrayDeque<>();
    private final List<List<Waiting<R>>> unanswered = new ArrayList<>();
    /** The last that came to rest is woken first: its connection and all that goes with it are still warm. */
    private final ArrayDeque<Sleeper> idle = new ArrayDeque<>();

    private int waitingLines;
    private int turnsTaken;
    private int turnsOffered;
    private boolean closed;

    BatchQueue(String name, QueueLimits limits, Work<R> work) {
        turns = limits.batchesMax();
        this.limits = limits;
        this.work = work;
        for (int i = 1; i <= turns + ANSWERING_MAX; i++) {
            Thread thread = new Thread(this::takeTurns, name + "-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Takes a request in, or refuses it at once; returns {@code future}. */
    <A> CompletableFuture<A> add(R request, int lines, CompletableFuture<A> future) {
        lock.lock();
        try {
            if (closed) future.completeExceptionally(UnavailableException.unavailable("it was closed"));
            else if (queue.size() >= limits.waitingRequestsMax() || waitingLines >= limits.waitingLinesMax())
                future.completeExceptionally(UnavailableException.overloaded(
                        queue.size() + " requests with " + waitingLines + " lines are waiting"));
            else {
                queue.add(new Waiting<>(request, lines, future));
                waitingLines += lines;
                offerTurn();
            }
        } finally {
            lock.unlock();
        }
        return future;
    }

    /** Carries a request out on the caller's own thread if nobody is before it; false if somebody is. */
    <A> boolean carryOutAlone(R request, int lines, CompletableFuture<A> future) {
        List<Waiting<R>> batch = List.of(new Waiting<>(request, lines, future));
        lock.lock();
        try {
            if (closed || turnsTaken == turns || !queue.isEmpty()) return false;
            begin(batch);
        } finally {
            lock.unlock();
        }
        carryOut(batch);
        return true;
    }

    private void takeTurns() {
        Sleeper self = new Sleeper(lock.newCondition());
        for (List<Waiting<R>> batch = take(self); batch != null; batch = take(self)) carryOut(batch);
    }

    /** Waits for requests and a turn; null once the queue is closed and empty. */
    private @Nullable List<Waiting<R>> take(Sleeper self) {
        lock.lock();
        try {
            while (queue.isEmpty() || turnsTaken == turns) {
                if (closed && queue.isEmpty()) return null;
                idle.push(self);
                self.woken.awaitUninterruptibly();
                awake(self);
            }
            List<Waiting<R>> batch = new ArrayList<>();
            int lines = 0;
            while (!queue.isEmpty() && batch.size() < limits.batchRequestsMax()) {
                Waiting<R> next = queue.element();
                if (!batch.isEmpty() && lines + next.lines() > limits.batchLinesMax()) break;
                queue.remove();
                waitingLines -= next.lines();
                // a caller that gave up is not served; from here on giving up changes nothing
                if (next.future().isDone()) continue;
                lines += next.lines();
                batch.add(next);
            }
            begin(batch);
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awake(Sleeper self) {
        if (self.isOffered) turnsOffered--;
        else idle.remove(self);
        self.isOffered = false;
    }

    /** Wakes a thread if there is something to do, a turn for it, and nobody was woken for that already. */
    private void offerTurn() {
        if (queue.isEmpty() || turnsTaken + turnsOffered >= turns || idle.isEmpty()) return;
        Sleeper next = idle.pop();
        next.isOffered = true;
        turnsOffered++;
        next.woken.signal();
    }

    private void carryOut(List<Waiting<R>> batch) {
        try {
            Runnable answers;
            try {
                answers = batch.isEmpty() ? () -> {} : work.carryOut(batch);
            } finally {
                endTurn();
            }
            answers.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a batch of {} requests failed in an unexpected way", batch.size(), e);
            InternalErrorException failure = new InternalErrorException("the batch failed in an unexpected way", e);
            batch.forEach(waiting -> waiting.future().completeExceptionally(failure));
        } finally {
            answered(batch);
        }
    }

    private void wakeAll() {
        idle.forEach(sleeper -> sleeper.woken.signal());
    }

    private void begin(List<Waiting<R>> batch) {
        turnsTaken++;
        unanswered.add(batch);
    }

    private void endTurn() {
        lock.lock();
        try {
            turnsTaken--;
            offerTurn();
            if (closed) wakeAll();
        } finally {
            lock.unlock();
        }
    }

    private void answered(List<Waiting<R>> batch) {
        lock.lock();
        try {
            unanswered.removeIf(other -> other == batch);
            mayClose.signalAll();
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
            wakeAll();
            long left = CLOSE_MAX.toNanos();
            while (left > 0 && !(queue.isEmpty() && unanswered.isEmpty())) left = mayClose.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        abandonAll();
    }

    private void abandonAll() {
        List<Waiting<R>> left = new ArrayList<>();
        lock.lock();
        try {
            unanswered.forEach(left::addAll);
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

    /** A thread that has nothing to do. */
    private static final class Sleeper {
        final Condition woken;
        boolean isOffered;

        Sleeper(Condition woken) {
            this.woken = woken;
        }
    }

    /** What is done with a batch. */
    interface Work<R> {
        /**
         * Carries out what every request asks for.
         *
         * @return completes every future; it runs when the next batch may begin, and so may take its time
         */
        Runnable carryOut(List<Waiting<R>> batch);
    }
}
