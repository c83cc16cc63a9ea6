package io.inventory.jdbi.batch;

import io.inventory.decision.Verdict;
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
 * its own on the executor where its continuations may block. What the executor refuses is completed on threads of the
 * library, so that no future is lost.
 */
public final class Completions {
    /** How many answers may wait for the executor before requests are refused whose answers would need it. */
    static final int WAITING_MAX = 10_000;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final ContinuationThreads own = new ContinuationThreads();
    private final Executor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean refusalLogged = new AtomicBoolean();

    /** @param executor where to complete futures; null for threads of the library */
    public Completions(@Nullable Executor executor) {
        this.executor = executor == null ? own : executor;
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
        for (int i = 0; i < requests.size(); i++)
            if (requests.get(i).answer instanceof BlockedCaller<?> caller) complete(caller, verdicts.get(i));
        for (int i = 0; i < requests.size(); i++)
            if (!(requests.get(i).answer instanceof BlockedCaller<?>))
                complete(requests.get(i).answer, verdicts.get(i));
    }

    /** The verdict on a request is of the type that its caller waits for. */
    @SuppressWarnings("unchecked")
    private <A> void complete(CompletableFuture<A> answer, Verdict<?> verdict) {
        if (answer instanceof BlockedCaller<A>) ((Verdict<A>) verdict).complete(answer);
        else if (!answer.isDone()) completeElsewhere(answer, (Verdict<A>) verdict);
    }

    private <A> void completeElsewhere(CompletableFuture<A> answer, Verdict<A> verdict) {
        Runnable task = () -> {
            waiting.decrementAndGet();
            verdict.complete(answer);
        };
        waiting.incrementAndGet();
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            if (refusalLogged.compareAndSet(false, true))
                LOG.warn(
                        "the executor of continuations refuses them ({}): they run on threads of the library",
                        e.toString());
            own.execute(task);
        }
    }

    /**
     * Waits until the library's threads have begun all that they were given, and ends them when they have done it. What was
     * given to another executor is that executor's.
     */
    public void close(long deadlineNanos) {
        if (executor == own)
            while (waiting.get() > 0 && System.nanoTime() - deadlineNanos < 0) LockSupport.parkNanos(POLL_NANOS);
        own.close();
    }
}
