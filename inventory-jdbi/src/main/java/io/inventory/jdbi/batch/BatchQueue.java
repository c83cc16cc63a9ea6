package io.inventory.jdbi.batch;

import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.thread.NamedThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, and threads that carry them out in batches: one takes all that waits, up to a limit, and while it
 * hands the answers over the next takes what has arrived meanwhile. There is no artificial delay: a batch is as large as
 * what arrived while the one before was under way. First come, first served.
 *
 * <p>A caller that blocks is woken by the queue's thread itself; the future of one that does not is completed elsewhere
 * ({@link Completions}), because its continuations may block.
 *
 * @param <R> what kind of request
 */
public final class BatchQueue<R extends Request<?>> {
    /** How many threads may be handing answers over before batches wait for them. */
    private static final int HANDING_OVER_MAX = 2;

    private final QueueLimits limits;
    private final Completions completions;
    private final GuardedWork<R> work;
    private final RequestObservation observation;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private final WaitingRequests<R> queue;
    private final List<List<Waiting<R>>> unanswered = new ArrayList<>();
    private final IdleThreads idle = new IdleThreads(lock);

    /** How many batches have come to an end. */
    private final AtomicInteger ended = new AtomicInteger();

    private final List<Thread> threads = new ArrayList<>();
    /** Those that carry out their own request at the moment. */
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();

    private int underWay;
    private boolean closed;

    public BatchQueue(String name, QueueLimits limits, Completions completions, BatchWork<R> work) {
        this.limits = limits;
        this.completions = completions;
        this.work = new GuardedWork<>(work);
        observation = new RequestObservation(work.observer());
        queue = new WaitingRequests<>(limits);
        ThreadFactory factory = new NamedThreads(name);
        for (int i = 0; i < limits.batchesMax() + HANDING_OVER_MAX; i++)
            threads.add(factory.newThread(this::carryOutBatches));
        threads.forEach(Thread::start);
    }

    /** Takes a request in; the future fails at once if it is refused. */
    public <A> CompletableFuture<A> submit(R request, int lines) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        return submit(new Waiting<>(request, lines, answer), answer);
    }

    /** The same for a request that is not begun any more after {@code beginWithin}. */
    public <A> CompletableFuture<A> submit(R request, int lines, Duration beginWithin) {
        if (beginWithin.isZero() || beginWithin.isNegative()) return refused(request, UnavailableException.tooLate());
        CompletableFuture<A> answer = new CompletableFuture<>();
        return submit(new Waiting<>(request, lines, answer, System.nanoTime() + beginWithin.toNanos()), answer);
    }

    private <A> CompletableFuture<A> submit(Waiting<R> waiting, CompletableFuture<A> answer) {
        UnavailableException refusal = completions.isFull()
                ? UnavailableException.overloaded(Completions.WAITING_MAX + " answers wait for the executor")
                : add(waiting);
        return refusal == null ? answer : refused(waiting.request, refusal);
    }

    private <A> CompletableFuture<A> refused(R request, UnavailableException refusal) {
        observation.refused(request, refusal);
        return CompletableFuture.failedFuture(refusal);
    }

    /**
     * Takes a request in and blocks for its answer, for a limited time.
     *
     * @throws InventoryException if it is refused, or not answered in time
     */
    public <A> A execute(R request, int lines, BlockedCaller<A> answer) {
        Waiting<R> waiting = new Waiting<>(request, lines, answer);
        UnavailableException refusal = add(waiting);
        if (refusal != null) {
            observation.refused(request, refusal);
            throw refusal;
        }
        long deadline = System.nanoTime() + limits.answerMax().toNanos();
        while (true) {
            int before = ended.get();
            long left = deadline - System.nanoTime();
            if (answer.isDoneIn(Math.min(left, limits.stalledMax().toNanos()))) return answer.answer();
            boolean isStalled = !waiting.isBegun() && ended.get() == before;
            if (isStalled || System.nanoTime() - deadline >= 0)
                answer.giveUp(UnavailableException.unavailable("the store did not answer in time"));
        }
    }

    /** The same on the caller's own thread if nobody is before it. */
    public <A> A executeAlone(R request, int lines, BlockedCaller<A> answer) {
        return carryOutAlone(new Waiting<>(request, lines, answer)) ? answer.answer() : execute(request, lines, answer);
    }

    /** Refuses all that wait: nothing can be done for them. */
    public void refuseWaiting(InventoryException refusal) {
        List<Waiting<R>> refused;
        lock.lock();
        try {
            refused = queue.takeAll();
            answered.signalAll();
        } finally {
            lock.unlock();
        }
        refuse(refused, refusal);
    }

    private void refuse(List<Waiting<R>> requests, InventoryException refusal) {
        observation.leftOut(requests, refusal);
        completions.complete(requests, Collections.nCopies(requests.size(), new Verdict.Refusal<>(refusal)));
    }

    /** How many requests wait. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable UnavailableException add(Waiting<R> waiting) {
        lock.lock();
        try {
            if (closed) return UnavailableException.unavailable("it was closed");
            UnavailableException refusal = queue.add(waiting);
            if (refusal == null) wakeOne();
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    private boolean carryOutAlone(Waiting<R> waiting) {
        List<Waiting<R>> batch = List.of(waiting);
        lock.lock();
        try {
            if (closed || underWay == limits.batchesMax() || !queue.isEmpty()) return false;
            begin(batch);
        } finally {
            lock.unlock();
        }
        Thread caller = Thread.currentThread();
        callers.add(caller);
        try {
            carryOut(batch);
        } finally {
            callers.remove(caller);
        }
        return true;
    }

    private void carryOutBatches() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
            // a continuation on this thread may have left one, and the next batch would meet it in the database
            AnswerBatch.clearInterrupt();
        }
    }

    /** Waits for something to do, a batch or a refusal of what is over; null once the queue is closed and empty. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            while (true) {
                idle.restWhile(this::hasNothingToDo);
                if (queue.hasOver()) return refusalOfOver();
                if (queue.isEmpty()) return null;
                List<Waiting<R>> batch = queue.takeBatch(System.nanoTime());
                if (batch.isEmpty()) continue;
                // another thread tells those who are too late, while they still wait for an answer
                if (queue.hasOver()) idle.wakeOne();
                begin(batch);
                return () -> carryOut(batch);
            }
        } finally {
            lock.unlock();
        }
    }

    private Runnable refusalOfOver() {
        List<Waiting<R>> over = queue.takeOver();
        unanswered.add(over);
        // this thread may have been woken for a batch
        wakeOne();
        return () -> answer(over, () -> refuse(over, UnavailableException.tooLate()));
    }

    private boolean hasNothingToDo() {
        if (queue.hasOver()) return false;
        return queue.isEmpty() ? !closed : underWay == limits.batchesMax();
    }

    /** Wakes a thread if there is something to do, a batch may begin, and nobody was woken for that already. */
    private void wakeOne() {
        if (!queue.isEmpty() && underWay + idle.woken() < limits.batchesMax()) idle.wakeOne();
    }

    /** Never throws, whatever the work does. */
    private void carryOut(List<Waiting<R>> batch) {
        answer(batch, () -> completions.complete(batch, verdictsAndRoom(batch)));
    }

    private void answer(List<Waiting<R>> requests, Runnable how) {
        try {
            how.run();
        } catch (Throwable e) {
            // the thread lives on, and nobody waits for ever
            InventoryException failure = new InternalErrorException("the batch failed in an unexpected way", e);
            for (Waiting<R> waiting : requests) waiting.answer.completeExceptionally(failure);
        } finally {
            end(requests);
        }
    }

    private List<? extends Verdict<?>> verdictsAndRoom(List<Waiting<R>> batch) {
        long begunNanos = System.nanoTime();
        List<? extends Verdict<?>> verdicts;
        try {
            verdicts = work.verdicts(batch);
        } finally {
            makeRoom();
        }
        observation.answered(batch, verdicts, begunNanos);
        return verdicts;
    }

    private void begin(List<Waiting<R>> batch) {
        underWay++;
        unanswered.add(batch);
    }

    /** The next batch may begin, while the answers of this one are handed over. */
    private void makeRoom() {
        lock.lock();
        try {
            underWay--;
            ended.incrementAndGet();
            wakeOne();
            if (closed) idle.wakeAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(List<Waiting<R>> batch) {
        lock.lock();
        try {
            unanswered.removeIf(other -> other == batch);
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on takes no more requests. */
    public void stop() {
        lock.lock();
        try {
            closed = true;
            idle.wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** After {@link #stop}: finishes what waits, and at the deadline refuses what is left, so that every caller is answered. */
    public void awaitEnd(long deadlineNanos) {
        List<Waiting<R>> left = new ArrayList<>();
        lock.lock();
        try {
            long nanos = deadlineNanos - System.nanoTime();
            while (nanos > 0 && !isAllAnswered()) nanos = answered.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            for (List<Waiting<R>> batch : unanswered)
                for (Waiting<R> waiting : batch) if (!waiting.answer.isDone()) left.add(waiting);
            left.addAll(queue.takeAll());
            idle.wakeAll();
            lock.unlock();
        }
        refuse(left, UnavailableException.unavailable("it was closed"));
    }

    private boolean isAllAnswered() {
        return queue.isEmpty() && !queue.hasOver() && unanswered.isEmpty();
    }

    /** Whether the current thread is one of those that carry out batches, so that it must not wait for their end. */
    public boolean isOwnThread() {
        Thread current = Thread.currentThread();
        return threads.contains(current) || callers.contains(current);
    }
}
