package io.inventory.examples.load;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Rejected;
import io.inventory.Stock;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what came back, and keeps the orders whose answer did not. Thread-safe. */
final class Tally {
    private static final long LATENCY_MAX_NANOS = 60_000_000_000L;

    final LongAdder taken = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder units = new LongAdder();
    final Map<ErrorReason, LongAdder> errors = new ConcurrentHashMap<>();
    final Histogram latency = new ConcurrentHistogram(LATENCY_MAX_NANOS, 3);
    final Queue<Deduct> unanswered = new ConcurrentLinkedQueue<>();

    /** Of a request that was meant to be sent at that time. */
    void answered(
            Object request, @Nullable Object answer, @Nullable Throwable failure, long meantNanos, boolean measured) {
        if (failure != null) {
            failed(request, failure, measured);
            return;
        }
        if (measured) latency.recordValue(Math.min(LATENCY_MAX_NANOS, System.nanoTime() - meantNanos));
        if (answer instanceof Stock) {
            if (measured) reads.increment();
        } else if (answer instanceof Rejected) {
            if (measured) rejected.increment();
        } else if (answer instanceof DeductOutcome && request instanceof Deduct order) {
            units.add(order.lines().size());
            if (measured) taken.increment();
        } else {
            throw new IllegalStateException("no answer to an order: " + answer);
        }
    }

    private void failed(Object request, Throwable failure, boolean measured) {
        ErrorReason reason =
                failure instanceof InventoryException exception ? exception.reason() : ErrorReason.INTERNAL;
        if (request instanceof Deduct order) unanswered.add(order);
        if (measured) errors.computeIfAbsent(reason, any -> new LongAdder()).increment();
    }

    long good() {
        return taken.sum() + rejected.sum() + reads.sum();
    }
}
