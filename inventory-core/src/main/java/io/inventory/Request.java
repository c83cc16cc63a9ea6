package io.inventory;

/**
 * Anything that an {@link Inventory} can be asked.
 *
 * @param <A> the answer's type
 */
public sealed interface Request<A> permits Command, Query {}
