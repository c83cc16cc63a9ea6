package io.inventory.grpc;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails answers that are not there in time. They are looked at from time to time, which costs a call next to nothing, where
 * a timer of its own would wake a thread. What is done is dropped at the next look, so that only unfinished answers are
 * held; how many of these there may be is the inventory's limit. Thread-safe.
 */
final class TimeLimit {
    private static final long LOOK_MILLIS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

    private final long limitNanos;
    private final Supplier<? extends RuntimeException> failure;
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

    /**
     * @param failure what an answer fails with that was not there in time
     * @param timer fails them, on its own thread
     */
    TimeLimit(Duration limit, Supplier<? extends RuntimeException> failure, ScheduledExecutorService timer) {
        this.limitNanos = limit.toNanos();
        this.failure = failure;
        var unused = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From now on {@code answer} has the limit to be done; it fails at most 20 ms later. */
    void begin(CompletableFuture<?> answer) {
        pending.add(new Pending(System.nanoTime() + limitNanos, answer));
    }

    private void look() {
        long now = System.nanoTime();
        pending.removeIf(next -> isOver(next, now));
    }

    private boolean isOver(Pending next, long now) {
        if (next.answer.isDone()) return true;
        if (now - next.endNanos < 0) return false;
        try {
            next.answer.completeExceptionally(failure.get());
        } catch (RuntimeException | Error e) {
            // a timer that throws is never called again, and then no answer would have a limit
            LOG.error("an answer could not be failed after its time limit", e);
        }
        return true;
    }

    private record Pending(long endNanos, CompletableFuture<?> answer) {}
}
