package io.inventory.jdbi.batch;

import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;
import java.util.List;

/** Tells an observer what became of requests: outside of the queue's lock, and where the next batch may begin already. */
record RequestObservation(RequestObserver observer) {
    /** A request was not taken in. */
    void refused(Request<?> request, InventoryException refusal) {
        observer.refused(request, refusal);
    }

    /**
     * Requests that were begun have their verdicts.
     *
     * @param begunNanos by System.nanoTime(), when they were begun
     */
    void answered(List<? extends Waiting<?>> requests, List<? extends Verdict<?>> verdicts, long begunNanos) {
        if (observer == RequestObserver.NONE) return;
        long now = System.nanoTime();
        for (int i = 0; i < requests.size(); i++) {
            Waiting<?> waiting = requests.get(i);
            observer.answered(
                    waiting.request, verdicts.get(i), begunNanos - waiting.sinceNanos, now - waiting.sinceNanos);
        }
    }

    /** Requests were left out of all batches: those for which somebody still waits are refused. */
    void leftOut(List<? extends Waiting<?>> requests, InventoryException refusal) {
        if (observer == RequestObserver.NONE) return;
        Verdict<?> verdict = new Verdict.Refusal<>(refusal);
        long now = System.nanoTime();
        for (Waiting<?> waiting : requests) {
            long nanos = now - waiting.sinceNanos;
            if (waiting.answer.isDone()) observer.givenUp(waiting.request);
            else observer.answered(waiting.request, verdict, nanos, nanos);
        }
    }
}
