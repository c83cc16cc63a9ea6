package io.inventory.jdbi.batch;

import io.inventory.Command;
import java.util.concurrent.CompletableFuture;

/** Carries out commands: each in a transaction of its own, or many in one. */
public interface Engine extends AutoCloseable {
    /** Blocks until the outcome is there. */
    <A> A execute(Command<A> command);

    /** Does not block; the future fails with an {@link io.inventory.InventoryException}. */
    <A> CompletableFuture<A> submit(Command<A> command);

    /** Takes no more commands, finishes those that it has, and completes every waiter. */
    @Override
    void close();
}
