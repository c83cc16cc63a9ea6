package io.inventory.jdbi.batch;

import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answer that a blocked thread waits for. No code but this sees it: to complete it only wakes that thread. */
final class BlockedCaller<A> extends CompletableFuture<A> {
    /**
     * Blocks for the answer.
     *
     * @throws InventoryException if the request is refused, is not answered in time, or the thread is interrupted; what was
     *     not begun until then will not be
     */
    A await(Duration timeMax) {
        try {
            return get(timeMax.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return giveUp(UnavailableException.unavailable("the store did not answer in time"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return giveUp(UnavailableException.unavailable("the caller was interrupted", e));
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private A giveUp(UnavailableException reason) {
        if (completeExceptionally(reason)) throw reason;
        try {
            // the answer came at the last moment
            return join();
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    private static InventoryException failure(Exception e) {
        return (InventoryException) Objects.requireNonNull(e.getCause());
    }
}
