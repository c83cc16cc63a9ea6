package io.inventory.jdbi.batch;

import io.inventory.Request;
import io.inventory.decision.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives callers their answers. One that blocks is woken at once; the future of one that does not is completed by a task of
 * its own on the executor where its continuations may block. If the executor refuses one, that and those after it in the
 * batch are completed on threads of the library, so that no future is lost.
 */
public final class Completions {
    /** How many answers may wait for the executor before requests are refused whose answers would need it. */
    static final int WAITING_MAX = 10_000;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final ContinuationThreads own = new ContinuationThreads();
    private final @Nullable Executor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean refusalLogged = new AtomicBoolean();

    /** @param executor where to complete futures; null for threads of the library */
    public Completions(@Nullable Executor executor) {
        this.executor = executor;
    }

    boolean isFull() {
        return waiting.get() >= WAITING_MAX;
    }

    /**
     * Answers each request, unless that is done. Callers that block come first: to wake them takes no time. Never throws, and
     * blocks only if the executor does.
     *
     * @param verdicts in the order of the requests
     */
    void complete(List<? extends Waiting<?>> requests, List<? extends Verdict<?>> verdicts) {
        List<Waiting<?>> others = new ArrayList<>(requests.size());
        List<Verdict<?>> theirs = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            Waiting<?> request = requests.get(i);
            if (request.answer instanceof BlockedCaller<?>) AnswerBatch.complete(request, verdicts.get(i));
            else if (!request.answer.isDone()) {
                others.add(request);
                theirs.add(verdicts.get(i));
            }
        }
        if (others.isEmpty()) return;
        waiting.addAndGet(others.size());
        AnswerBatch batch = new AnswerBatch(others, theirs, waiting);
        if (executor == null) own.complete(batch);
        else execute(executor, batch, others.size());
    }

    /** The same for one future that is in no batch. */
    public <A> void complete(Request<?> request, CompletableFuture<A> answer, Verdict<A> verdict) {
        complete(List.of(new Waiting<>(request, 1, answer)), List.of(verdict));
    }

    /** One task a future, each of which completes the next one that is left. */
    private void execute(Executor where, AnswerBatch batch, int futures) {
        try {
            for (int i = 0; i < futures; i++) {
                where.execute(batch::completeNext);
                // an executor that runs its task at once has left the continuation's interrupt here
                AnswerBatch.clearInterrupt();
            }
        } catch (Throwable e) {
            if (refusalLogged.compareAndSet(false, true))
                LOG.warn(
                        "the executor of continuations refuses them ({}): they run on threads of the library",
                        e.toString());
            own.complete(batch);
        }
    }

    /**
     * Waits until the library's threads have begun all that they were given, and ends them when they have done it. What was
     * given to another executor is that executor's.
     */
    public void close(long deadlineNanos) {
        if (executor == null)
            while (waiting.get() > 0 && System.nanoTime() - deadlineNanos < 0) LockSupport.parkNanos(POLL_NANOS);
        own.close();
    }
}
