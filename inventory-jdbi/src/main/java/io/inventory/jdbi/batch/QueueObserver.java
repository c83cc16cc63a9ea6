package io.inventory.jdbi.batch;

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
}
