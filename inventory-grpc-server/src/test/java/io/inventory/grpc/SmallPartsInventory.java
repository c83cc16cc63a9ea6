package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.VerifyLedger;
import java.util.concurrent.CompletableFuture;

/** Another inventory, whose store has the time to verify parts of a few rows only. */
final class SmallPartsInventory implements Inventory {
    private final Inventory inventory;
    private final int entriesMax;

    SmallPartsInventory(Inventory inventory, int entriesMax) {
        this.inventory = inventory;
        this.entriesMax = entriesMax;
    }

    @Override
    public <A> A execute(Request<A> request) {
        return inventory.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return request instanceof VerifyLedger verify && verify.entriesMax() > entriesMax
                ? CompletableFuture.failedFuture(
                        UnavailableException.unavailable("the store did not answer within its time"))
                : inventory.submit(request);
    }

    @Override
    public void close() {}
}
