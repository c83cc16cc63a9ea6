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
public final class BlockedCaller<A> extends CompletableFuture<A> {
    /**
     * Blocks for the answer, or for {@code nanosMax}. The interrupt of the thread fails the request: what was not begun
     * until then will not be.
     *
     * @return whether it is there, or the request failed
     */
    boolean isDoneIn(long nanosMax) {
        try {
            get(nanosMax, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(UnavailableException.unavailable("the caller was interrupted", e));
            return true;
        }
    }

    /** Fails the request unless its answer came at the last moment; what was not begun until then will not be. */
    void giveUp(UnavailableException reason) {
        completeExceptionally(reason);
    }

    /**
     * Blocks for an answer that is in no batch, for that long at most.
     *
     * @throws InventoryException if the request failed
     */
    public A await(Duration max) {
        if (!isDoneIn(max.toNanos())) giveUp(UnavailableException.unavailable("the store did not answer in time"));
        return answer();
    }

    /**
     * The answer, once it is there.
     *
     * @throws InventoryException if the request failed
     */
    A answer() {
        try {
            return join();
        } catch (CompletionException e) {
            throw (InventoryException) Objects.requireNonNull(e.getCause());
        }
    }
}
