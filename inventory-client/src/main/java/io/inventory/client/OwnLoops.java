package io.inventory.client;

import io.inventory.ImportChunk;
import io.inventory.ImportResult;
import io.inventory.Inventory;
import io.inventory.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A client as loops of its own use it, which wait for one answer after another, perhaps on the last thread of the executor. So the
 * network's thread itself brings the answers: nothing of the caller's is attached to them. Leaves the client open. Thread-safe.
 */
final class OwnLoops implements Inventory {
    private final InventoryClient client;
    private final Requests requests;

    OwnLoops(InventoryClient client, Requests requests) {
        this.client = client;
        this.requests = requests;
    }

    @Override
    public <A> A execute(Request<A> request) {
        return client.await(request, submit(request));
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return requests.submit(request, InventoryClient.BLOCKING, InventoryClient.BLOCKING);
    }

    @Override
    public CompletableFuture<List<ImportResult>> submit(ImportChunk chunk) {
        return requests.submit(chunk, InventoryClient.BLOCKING);
    }

    @Override
    public void close() {}
}
