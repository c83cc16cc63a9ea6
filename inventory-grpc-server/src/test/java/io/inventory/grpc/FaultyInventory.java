package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.ListSignals;
import io.inventory.Request;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Another inventory, whose signals cannot be read while a test says so; and what was asked about them. */
final class FaultyInventory implements Inventory {
    private final Inventory inventory;
    private final Queue<ListSignals> asked = new ConcurrentLinkedQueue<>();
    private volatile @Nullable RuntimeException failure;

    FaultyInventory(Inventory inventory) {
        this.inventory = inventory;
    }

    void failWith(RuntimeException failure) {
        this.failure = failure;
    }

    void heal() {
        failure = null;
    }

    int asked() {
        return asked.size();
    }

    long farthestAsked() {
        return asked.stream().mapToLong(ListSignals::after).max().orElse(0);
    }

    @Override
    public <A> A execute(Request<A> request) {
        return inventory.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (request instanceof ListSignals list) {
            asked.add(list);
            RuntimeException now = failure;
            if (now != null) return CompletableFuture.failedFuture(now);
        }
        return inventory.submit(request);
    }

    @Override
    public void close() {
        inventory.close();
    }
}
