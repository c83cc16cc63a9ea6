package io.inventory.jdbi;

/**
 * Hears what a {@link JdbiInventory} does, for metrics: sizes of batches, depths of queues, retries, splits, refusals.
 * Without one nothing is measured.
 *
 * <p>Each method is called on the thread at hand: one of the library, on which the next requests wait, or a caller's. So it
 * must not block, nor call the inventory, and many threads may call it at once. What it throws is logged, once for each
 * inventory, and changes nothing else. The methods do nothing unless they are overridden; later versions may add some.
 */
public interface InventoryListener {
    /** A kind of requests; each has a queue and threads of its own. */
    enum Kind {
        /** All commands. With group commit a batch is a transaction, without it each command is one. */
        COMMANDS,
        /** The queries for one stock or one order; a batch of them is a statement or two. */
        SINGLE_READS,
        /** All other queries, each by itself. */
        OTHER_QUERIES
    }

    /**
     * A batch was carried out, or failed; its requests are about to be answered.
     *
     * @param requests how many it had
     * @param waiting how many requests of that kind wait for a batch now
     * @param nanos how long it took: waiting for a connection, all attempts and the commit
     */
    default void batchDone(Kind kind, int requests, int waiting, long nanos) {}

    /**
     * A request was refused as overloaded: a limit of what may wait is reached, which is told on the caller's thread, or the
     * time in which it was to be begun was over when its turn came.
     */
    default void refused(Kind kind) {}

    /**
     * A transaction, or a read, failed in a way that may pass, and is begun again.
     *
     * @param attempt how many were made so far
     */
    default void retried(Kind kind, int attempt) {}

    /**
     * A transaction of several commands failed, and is run in halves to find the one that is to blame; called again for each
     * part that is halved in turn.
     *
     * @param commands how many it had
     */
    default void split(int commands) {}
}
