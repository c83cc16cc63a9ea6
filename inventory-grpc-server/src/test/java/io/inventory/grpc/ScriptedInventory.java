package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.NotFoundException;
import io.inventory.Request;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** An inventory whose answers the test gives when it wants to, in the order it wants: for faults that no store makes. */
final class ScriptedInventory implements Inventory {
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Map<Class<?>, Supplier<RuntimeException>> failures = new ConcurrentHashMap<>();

    /** A request that waits for its answer. */
    record Asked(Request<?> request, CompletableFuture<Object> answer) {}

    /** What was asked and not yet taken from here. */
    Queue<Asked> asked() {
        return asked;
    }

    /** From now on requests of that kind fail so. */
    void fail(Class<? extends Request<?>> kind, RuntimeException failure) {
        fail(kind, () -> failure);
    }

    /** From now on requests of that kind fail so, each with a failure of its own. */
    void fail(Class<? extends Request<?>> kind, Supplier<RuntimeException> failure) {
        failures.put(kind, failure);
    }

    @Override
    public <A> A execute(Request<A> request) {
        return submit(request).join();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> CompletableFuture<A> submit(Request<A> request) {
        Supplier<RuntimeException> failure = failures.get(request.getClass());
        if (failure != null) return CompletableFuture.failedFuture(failure.get());
        if (request.equals(StoreHealth.PROBE))
            return CompletableFuture.failedFuture(NotFoundException.order(StoreHealth.PROBE.orderId()));
        CompletableFuture<Object> answer = new CompletableFuture<>();
        asked.add(new Asked(request, answer));
        return (CompletableFuture<A>) answer;
    }

    @Override
    public void close() {}
}
