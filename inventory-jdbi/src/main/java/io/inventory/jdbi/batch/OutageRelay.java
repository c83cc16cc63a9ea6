package io.inventory.jdbi.batch;

import io.inventory.InventoryException;
import io.inventory.jdbi.transaction.TransactionObserver;

/**
 * Refuses at once what waits in a queue when the store turns out to be down: each would wait just as long in its turn, one
 * after another. What comes after that tries again.
 */
record OutageRelay(BatchQueue<?> queue) implements TransactionObserver {
    @Override
    public void unreachable(InventoryException refusal) {
        queue.refuseWaiting(refusal);
    }
}
