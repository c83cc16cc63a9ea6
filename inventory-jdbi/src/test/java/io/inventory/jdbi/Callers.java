package io.inventory.jdbi;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Callers with threads of their own. */
final class Callers {
    private Callers() {}

    /** Calls on a new thread. */
    static <T> CompletableFuture<T> async(Callable<T> call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                work -> new Thread(work, "caller").start());
    }
}
