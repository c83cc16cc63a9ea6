package io.inventory.grpc;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Fails answers that are not there in time. As all have the same limit, they run out in the order in which they came: a
 * queue that is looked at from time to time costs a call next to nothing, where a timer of its own would wake a thread.
 */
final class TimeLimit implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    private final long limitNanos;
    private final Supplier<? extends RuntimeException> failure;
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor timer;

    /** @param failure what an answer fails with that was not there in time */
    TimeLimit(Duration limit, Supplier<? extends RuntimeException> failure) {
        this.limitNanos = limit.toNanos();
        this.failure = failure;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "inventory-time-limit");
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From now on {@code answer} has the limit to be done; it fails at most 20 ms later. */
    void begin(CompletableFuture<?> answer) {
        pending.add(new Pending(System.nanoTime() + limitNanos, answer));
    }

    private void look() {
        long now = System.nanoTime();
        for (Pending oldest = pending.peek(); oldest != null; oldest = pending.peek()) {
            if (!oldest.answer.isDone()) {
                if (now - oldest.endNanos < 0) return;
                oldest.answer.completeExceptionally(failure.get());
            }
            pending.remove();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private record Pending(long endNanos, CompletableFuture<?> answer) {}
}
