package io.inventory.jdbi.batch;

import io.inventory.decision.Verdict;
import io.inventory.jdbi.thread.NamedThreads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The futures of a batch that are to be completed, by one thread or by several: each takes the next one that is left.
 * Thread-safe.
 */
final class AnswerBatch {
    final long sinceNanos = System.nanoTime();

    private final List<? extends Waiting<?>> requests;
    private final List<? extends Verdict<?>> verdicts;
    private final AtomicInteger waiting;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * @param verdicts in the order of the requests
     * @param waiting goes down by the number of futures when the last has had its turn: to count each of them would have the
     *     processors of those who call and of those who answer wait for each other
     */
    AnswerBatch(List<? extends Waiting<?>> requests, List<? extends Verdict<?>> verdicts, AtomicInteger waiting) {
        this.requests = requests;
        this.verdicts = verdicts;
        this.waiting = waiting;
    }

    /** Whether all had their turn; the last of them may still be under way. */
    boolean isTaken() {
        return next.get() >= requests.size();
    }

    /** Completes one future, which may block for as long as its continuations do; false if none is left. */
    boolean completeNext() {
        int i = next.get() < requests.size() ? next.getAndIncrement() : requests.size();
        if (i >= requests.size()) return false;
        if (i == requests.size() - 1) waiting.addAndGet(-requests.size());
        complete(requests.get(i), verdicts.get(i));
        return true;
    }

    /** Completes what is left on the calling thread. */
    void completeAll() {
        do clearInterrupt();
        while (completeNext());
    }

    /** A continuation may have left its interrupt behind; the next one would meet it. A caller's thread keeps its own. */
    @SuppressWarnings("ResultOfMethodCallIgnored")
    static void clearInterrupt() {
        if (NamedThreads.isCurrent()) Thread.interrupted();
    }

    /** The verdict on a request is of the type that its caller waits for. */
    @SuppressWarnings("unchecked")
    static <A> void complete(Waiting<?> request, Verdict<A> verdict) {
        verdict.complete((CompletableFuture<A>) request.answer);
    }
}
