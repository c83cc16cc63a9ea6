package io.inventory.jdbi.management.page;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Query;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the inventory for a page, whose thread waits for a while and no longer. Thread-safe. */
final class Asking {
    /** How long one question may take. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    private final Inventory inventory;

    Asking(Inventory inventory) {
        this.inventory = inventory;
    }

    Inventory inventory() {
        return inventory;
    }

    /** @throws InventoryException if it fails, or takes too long */
    <A> A ask(Query<A> query) {
        return await(inventory.submit(query, ANSWER_MAX));
    }

    /** @throws InventoryException if it fails, or takes too long */
    static <A> A await(CompletableFuture<A> answer) {
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw UnavailableException.unavailable("no answer within " + ANSWER_MAX.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(false);
            throw UnavailableException.unavailable("the process stops");
        } catch (ExecutionException e) {
            throw failure(e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause());
        }
    }

    private static RuntimeException failure(@org.jspecify.annotations.Nullable Throwable cause) {
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
