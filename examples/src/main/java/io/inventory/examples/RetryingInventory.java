package io.inventory.examples;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Request;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Asks again for as long as the inventory says that this can help, up to a limit: what a batch job should do, and safe
 * with every request. Thread-safe.
 */
public final class RetryingInventory implements Inventory {
    private static final Executor AFTER_A_PAUSE = CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS);

    private final Inventory inventory;
    private final Duration patience;

    /**
     * Repeats requests to another inventory.
     *
     * @param patience for how long a request is repeated
     */
    public RetryingInventory(Inventory inventory, Duration patience) {
        this.inventory = inventory;
        this.patience = patience;
    }

    @Override
    public <A> A execute(Request<A> request) {
        try {
            return submit(request).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof InventoryException failure ? failure : e;
        }
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return submit(request, System.nanoTime() + patience.toNanos());
    }

    private <A> CompletableFuture<A> submit(Request<A> request, long until) {
        return inventory.submit(request).exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            boolean again = cause instanceof InventoryException e && e.isRetryable() && System.nanoTime() - until < 0;
            if (!again) return CompletableFuture.failedFuture(cause);
            return CompletableFuture.runAsync(() -> {}, AFTER_A_PAUSE).thenCompose(paused -> submit(request, until));
        });
    }

    @Override
    public void close() {
        inventory.close();
    }
}
