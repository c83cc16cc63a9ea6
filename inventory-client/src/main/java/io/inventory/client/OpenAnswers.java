package io.inventory.client;

import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The answers that callers wait for, so that closing the client leaves nobody waiting. Thread-safe. */
final class OpenAnswers {
    private static final int LOOK_MILLIS = 20;

    private final Set<CallerFuture<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Takes an answer in; false if the client is closed, and then the answer has failed. */
    boolean add(CallerFuture<?> answer) {
        // in first, then the look: a close that is not seen here sees the answer there
        open.add(answer);
        if (!closed) return true;
        answer.completeExceptionally(UnavailableException.unavailable("the client was closed"));
        return false;
    }

    /** The answer is done. */
    void remove(CallerFuture<?> answer) {
        open.remove(answer);
        if (closed) wakeUp();
    }

    private synchronized void wakeUp() {
        notifyAll();
    }

    /** From now on no answer is taken in. */
    void close() {
        closed = true;
    }

    /** Waits until all are done, at most for {@code limit}; whether they are. Does not wait for continuations. */
    synchronized boolean await(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        // A look at each, now and then: to wait on a future itself can mean to run what others have attached to it.
        while (!open.stream().allMatch(CompletableFuture::isDone)) {
            if (System.nanoTime() - end >= 0) return false;
            wait(LOOK_MILLIS);
        }
        return true;
    }

    /**
     * Fails all that are not done, on {@code executor}; what that has not done within {@code limit}, because its threads
     * are blocked, on a thread of its own. Waits for twice the limit at most, and not for continuations.
     */
    void failAll(Executor executor, Duration limit) throws InterruptedException {
        List<CallerFuture<?>> left = List.copyOf(open);
        if (left.isEmpty()) return;
        for (CallerFuture<?> answer : left) executor.execute(() -> fail(answer));
        Thread last = new Thread(() -> left.forEach(OpenAnswers::fail), "inventory-client-close");
        last.setDaemon(true);
        boolean done = false;
        try {
            done = await(limit);
        } finally {
            if (!done) last.start();
        }
        if (!done) last.join(limit.toMillis());
    }

    private static void fail(CallerFuture<?> answer) {
        answer.completeExceptionally(UnavailableException.unavailable("the client was closed before the answer came"));
    }
}
