package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what another inventory is asked, without the probes of the health service. */
final class CountingInventory implements Inventory {
    private final Inventory inventory;
    private final AtomicLong count = new AtomicLong();
    private long seen;

    CountingInventory(Inventory inventory) {
        this.inventory = inventory;
    }

    long count() {
        return count.get();
    }

    /** Whether it was asked something, but nothing since this was last called. */
    synchronized boolean isQuiet() {
        long before = seen;
        seen = count.get();
        return seen > 0 && seen == before;
    }

    @Override
    public <A> A execute(Request<A> request) {
        count.incrementAndGet();
        return inventory.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (!request.equals(StoreHealth.PROBE)) count.incrementAndGet();
        return inventory.submit(request);
    }

    @Override
    public void close() {}
}
