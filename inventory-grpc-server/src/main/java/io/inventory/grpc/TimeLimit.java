package io.inventory.grpc;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails answers that are not there in time. They are looked at from time to time, which costs a call next to nothing, where
 * a timer of its own would wake a thread. What is done is dropped at the next look, so that only unfinished answers are
 * held; how many of these there may be is the inventory's limit. Thread-safe.
 */
final class TimeLimit {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

    private final long limitNanos;
    private final Supplier<? extends RuntimeException> failure;
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

    /**
     * @param failure what an answer fails with that was not there in time
     * @param timer fails them, on its own thread
     */
    TimeLimit(Duration limit, Supplier<? extends RuntimeException> failure, Timer timer) {
        this.limitNanos = limit.toNanos();
        this.failure = failure;
        timer.every(LOOK, this::look);
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
            // it would fail at the next look too, and keep those behind it from theirs
            LOG.error("an answer could not be failed after its time limit", e);
        }
        return true;
    }

    private record Pending(long endNanos, CompletableFuture<?> answer) {}
}
