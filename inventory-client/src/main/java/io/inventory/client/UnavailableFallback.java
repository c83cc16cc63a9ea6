package io.inventory.client;

import io.inventory.UnavailableException;

/**
 * What a caller answers itself where no server does: see {@link InventoryClient.Builder#whenUnavailable}.
 *
 * @param <Q> the kind of query
 * @param <A> its answer
 */
@FunctionalInterface
public interface UnavailableFallback<Q, A> {
    /**
     * The answer to {@code query}. Called by many threads at once; may block where a future's continuations may.
     *
     * @param failure what the call would fail with
     * @throws RuntimeException to have the call fail with {@code failure} after all
     */
    A answer(Q query, UnavailableException failure);
}
