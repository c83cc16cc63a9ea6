package io.inventory.jdbi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.sql.DataSource;

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

    /** Does the same four times at once, each with a pool of its own, as processes that start together do. */
    static void inFourProcesses(StoreSettings settings, Consumer<DataSource> start) {
        List<CompletableFuture<Void>> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++)
            processes.add(async(() -> {
                try (StorePool own = StorePool.open(settings.withPoolSizeMax(2))) {
                    start.accept(own.dataSource());
                    return null;
                }
            }));
        processes.forEach(CompletableFuture::join);
    }
}
