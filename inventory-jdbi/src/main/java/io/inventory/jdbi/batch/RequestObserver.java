package io.inventory.jdbi.batch;

import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;

/** Hears what becomes of requests, on the thread that does it. Must not block or throw. */
public interface RequestObserver {
    /** Hears nothing, and costs nothing. */
    RequestObserver NONE = new RequestObserver() {};

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
}
