package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Counts how often the health service asks the store. */
final class CountingProbes implements Inventory {
    private final Inventory inventory;
    private final AtomicLong count = new AtomicLong();

    CountingProbes(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Waits until the store has been asked a few times more. */
    void awaitMore() {
        long before = count.get();
        Awaitility.await().until(() -> count.get() > before + 3);
    }

    @Override
    public <A> A execute(Request<A> request) {
        return inventory.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (request.equals(StoreHealth.PROBE)) count.incrementAndGet();
        return inventory.submit(request);
    }

    @Override
    public void close() {
        inventory.close();
    }
}
