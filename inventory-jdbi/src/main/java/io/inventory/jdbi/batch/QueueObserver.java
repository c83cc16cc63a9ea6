package io.inventory.jdbi.batch;

import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.transaction.TransactionObserver;

/** Hears what a queue does, on the thread that does it. Must not block or throw. */
public interface QueueObserver extends TransactionObserver {
    /** Hears nothing, and costs nothing. */
    QueueObserver NONE = new QueueObserver() {};

    /**
     * A batch is done, and its requests are about to be answered.
     *
     * @param waiting how many requests wait now
     */
    default void batchDone(int requests, int waiting, long nanos) {}

    /**
     * A request was carried out, or refused after it had been taken in; its answer is about to be given.
     *
     * @param queuedNanos how long it waited for a batch
     * @param nanos how long ago it was taken in
     */
    default void answered(Request<?> request, Verdict<?> verdict, long queuedNanos, long nanos) {}

    /** A request was given up by its caller before it was begun, and never will be. */
    default void givenUp(Request<?> request) {}

    /** A request was not taken in. */
    default void refused(Request<?> request, InventoryException refusal) {}

    /** One that tells two. */
    static QueueObserver both(QueueObserver first, QueueObserver second) {
        if (first == NONE) return second;
        return second == NONE ? first : new BothObservers(first, second);
    }
}
