package io.inventory.jdbi.queue;

import io.inventory.InventoryException;
import io.inventory.jdbi.batch.BatchQueue;
import io.inventory.jdbi.transaction.TransactionObserver;

/**
 * Refuses at once what waits in a queue when the store turns out to be down: each would wait just as long in its turn, one
 * after another. What comes after that tries again. All else it passes on.
 */
record OutageRelay(BatchQueue<?> queue, QueueObserver observer) implements TransactionObserver {
    @Override
    public void retried(int attempt, String sqlState) {
        observer.retried(attempt, sqlState);
    }

    @Override
    public void split(int commands) {
        observer.split(commands);
    }

    @Override
    public void decidedFromKnown(int commands, boolean held) {
        observer.decidedFromKnown(commands, held);
    }

    @Override
    public void guardTripped() {
        observer.guardTripped();
    }

    @Override
    public void unreachable(InventoryException refusal) {
        queue.refuseWaiting(refusal);
    }
}
