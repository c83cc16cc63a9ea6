package io.inventory.jdbi.thread;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what a caller waits for on a thread of the library, so that the interrupt of the caller reaches no connection: H2
 * closes its file for everybody when a thread that uses it is interrupted.
 */
public final class LibraryThread {
    private static final ThreadFactory THREADS = new NamedThreads("inventory-setup");

    private LibraryThread() {}

    /**
     * Blocks until the work is done, however long that takes, and throws what it throws. An interrupt does not shorten that; it
     * is still there afterwards. A checked exception that the work does not declare is wrapped.
     */
    public static <T> T await(Supplier<T> work) {
        CompletableFuture<T> result = start(work);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /**
     * Blocks until the work is done, and throws what it throws.
     *
     * @throws InterruptedException if the caller is interrupted meanwhile: then the work goes on, and nobody hears of it
     */
    public static <T> T call(Supplier<T> work) throws InterruptedException {
        try {
            return start(work).get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /** Does the work on a thread of that name. */
    public static void start(String name, Runnable work) {
        new NamedThreads(name).newThread(work).start();
    }

    /** Begins the work and does not wait; the future is completed on the thread of the library. */
    public static <T> CompletableFuture<T> start(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        THREADS.newThread(() -> {
                    try {
                        result.complete(work.get());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                })
                .start();
        return result;
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) throw error;
        return failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }
}
