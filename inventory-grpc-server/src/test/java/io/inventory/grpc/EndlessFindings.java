package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.LedgerFinding;
import io.inventory.Request;
import io.inventory.VerifyLedger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Another inventory, whose verification never ends and finds a megabyte of contradictions in each part. */
final class EndlessFindings implements Inventory {
    static final int FINDINGS = 1_000;

    private static final List<LedgerFinding> PART = Collections.nCopies(
            FINDINGS, new LedgerFinding(LedgerFinding.Kind.UNREADABLE, "sku", 1, "", "something", "x".repeat(1_000)));

    private final Inventory inventory;
    private final AtomicInteger asked = new AtomicInteger();

    EndlessFindings(Inventory inventory) {
        this.inventory = inventory;
    }

    /** How many parts were read. */
    int asked() {
        return asked.get();
    }

    @Override
    public <A> A execute(Request<A> request) {
        return submit(request).join();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (!(request instanceof VerifyLedger verify)) return inventory.submit(request);
        asked.incrementAndGet();
        return (CompletableFuture<A>)
                CompletableFuture.completedFuture(verify.part(PART, 1, Optional.of(verify.position())));
    }

    @Override
    public void close() {}
}
