package io.inventory.jdbi.queue;

import io.inventory.jdbi.batch.RequestObserver;
import io.inventory.jdbi.transaction.TransactionObserver;

/** Hears what a queue does, on the thread that does it. Must not block or throw. */
public interface QueueObserver extends RequestObserver, TransactionObserver {
    /** Hears nothing, and costs nothing. */
    QueueObserver NONE = new QueueObserver() {};

    /** One that tells two. */
    static QueueObserver both(QueueObserver first, QueueObserver second) {
        if (first == NONE) return second;
        return second == NONE ? first : new BothObservers(first, second);
    }
}
