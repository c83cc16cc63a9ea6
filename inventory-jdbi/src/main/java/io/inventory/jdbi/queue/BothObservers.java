package io.inventory.jdbi.queue;

import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;

/** Tells one observer after the other. */
record BothObservers(QueueObserver first, QueueObserver second) implements QueueObserver {
    @Override
    public void batchDone(int requests, int waiting, long nanos) {
        first.batchDone(requests, waiting, nanos);
        second.batchDone(requests, waiting, nanos);
    }

    @Override
    public void answered(Request<?> request, Verdict<?> verdict, long queuedNanos, long nanos) {
        first.answered(request, verdict, queuedNanos, nanos);
        second.answered(request, verdict, queuedNanos, nanos);
    }

    @Override
    public void givenUp(Request<?> request) {
        first.givenUp(request);
        second.givenUp(request);
    }

    @Override
    public void refused(Request<?> request, InventoryException refusal) {
        first.refused(request, refusal);
        second.refused(request, refusal);
    }

    @Override
    public void retried(int attempt, String sqlState) {
        first.retried(attempt, sqlState);
        second.retried(attempt, sqlState);
    }

    @Override
    public void split(int commands) {
        first.split(commands);
        second.split(commands);
    }

    @Override
    public void decidedFromKnown(int commands, boolean held) {
        first.decidedFromKnown(commands, held);
        second.decidedFromKnown(commands, held);
    }

    @Override
    public void guardTripped() {
        first.guardTripped();
        second.guardTripped();
    }
}
