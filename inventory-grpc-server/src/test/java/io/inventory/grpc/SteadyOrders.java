package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Orders of one unit that a client with streams sends by the clock, whatever comes back, some as calls and some on its streams. */
final class SteadyOrders implements AutoCloseable {
    static final Sku SKU = new Sku("S");
    static final long OPENING = 10_000_000;
    /** Of the client; long, because the machine has two servers to start at the same time. */
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int CALLS_A_TICK = 2;
    private static final int ON_STREAMS_A_TICK = 3;
    /** Just under the client's own deadline, and so a call of its own. */
    private static final Duration CALL_DEADLINE = DEADLINE.minusMillis(1);

    private final InventoryClient client;
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger replayed = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicLong longestCallNanos = new AtomicLong();
    private final AtomicLong longestOnStreamNanos = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    SteadyOrders(InventoryClient client) {
        this.client = client;
        var unused = clock.scheduleAtFixedRate(this::send, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send() {
        for (int i = 0; i < CALLS_A_TICK; i++) {
            Deduct order = next();
            observe(order, longestCallNanos, client.submit(order, CALL_DEADLINE));
        }
        for (int i = 0; i < ON_STREAMS_A_TICK; i++) {
            Deduct order = next();
            observe(order, longestOnStreamNanos, client.submit(order));
        }
    }

    private Deduct next() {
        return new Deduct(new OrderId("order-" + sent.incrementAndGet()), List.of(new OrderLine(SKU, 1)));
    }

    private void observe(Deduct order, AtomicLong longestNanos, CompletableFuture<DeductOutcome> answer) {
        long start = System.nanoTime();
        var unused = answer.whenComplete((outcome, failure) -> {
            longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            if (failure != null) failures.add(order.orderId() + ": " + failure);
            else if (outcome instanceof Deducted deducted) deducted(deducted);
            else failures.add(outcome.toString());
            over.incrementAndGet();
        });
    }

    private void deducted(Deducted deducted) {
        answered.add(deducted.orderId().value());
        if (deducted.replayed()) replayed.incrementAndGet();
    }

    /** Waits until so many more orders are answered. */
    void awaitMore(int count) {
        int enough = answered.size() + count;
        Awaitility.await("more orders")
                .atMost(Duration.ofSeconds(30))
                .until(() -> answered.size() >= enough || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    Collection<String> answered() {
        return answered;
    }

    /** What became of orders that were not taken. */
    Collection<String> failures() {
        return failures;
    }

    /** How many were answered as carried out before. */
    int replayed() {
        return replayed.get();
    }

    Duration longestCall() {
        return Duration.ofNanos(longestCallNanos.get());
    }

    Duration longestOnStream() {
        return Duration.ofNanos(longestOnStreamNanos.get());
    }

    /** Sends no more, and waits for all answers. */
    @Override
    public void close() {
        clock.shutdown();
        Awaitility.await("the last answers")
                .atMost(Duration.ofSeconds(30))
                .until(() -> clock.isTerminated() && over.get() == sent.get());
    }
}
