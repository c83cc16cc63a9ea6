package io.inventory.jdbi.queue;

import io.inventory.decision.Verdict;
import io.inventory.jdbi.batch.BatchWork;
import java.util.List;
import java.util.function.IntSupplier;

/** Carries out batches, and tells an observer of each. */
record ObservedWork<R>(BatchWork<R> work, QueueObserver observer, IntSupplier waiting) implements BatchWork<R> {
    /** The work as it is if nobody observes it. */
    static <R> BatchWork<R> of(BatchWork<R> work, QueueObserver observer, IntSupplier waiting) {
        return observer == QueueObserver.NONE ? work : new ObservedWork<>(work, observer, waiting);
    }

    @Override
    public List<? extends Verdict<?>> carryOut(List<R> requests) {
        long begun = System.nanoTime();
        try {
            return work.carryOut(requests);
        } finally {
            observer.batchDone(requests.size(), waiting.getAsInt(), System.nanoTime() - begun);
        }
    }
}
