package io.inventory.jdbi;

import io.inventory.jdbi.thread.LibraryThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a thread of its own does again and again until it is closed. Thread-safe. */
final class RepeatedWork {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedWork.class);

    private final String name;
    private final ToLongFunction<RepeatedWork> step;
    private final Consumer<RepeatedWork> onEnd;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * @param name of the thread
     * @param step does some of it, until this {@link #isStopped}, and returns how many nanoseconds to wait before the next; must not
     *     throw
     * @param onEnd is told when it has ended
     */
    RepeatedWork(String name, ToLongFunction<RepeatedWork> step, Consumer<RepeatedWork> onEnd) {
        this.name = name;
        this.step = step;
        this.onEnd = onEnd;
    }

    void start() {
        LibraryThread.start(name, this::run);
    }

    private void run() {
        try {
            long pauseNanos = 0;
            while (!stop.await(pauseNanos, TimeUnit.NANOSECONDS)) pauseNanos = step.applyAsLong(this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** Nothing more will be done: it was closed, or could not be started. */
    void end() {
        ended.countDown();
        onEnd.accept(this);
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** Ends it soon; does not wait. */
    void stop() {
        stop.countDown();
    }

    /** Ends it, and waits for the step that is under way. The interrupt of the caller ends the wait, and is kept. */
    void awaitEnd(long deadlineNanos) {
        stop();
        try {
            if (!ended.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS))
                LOG.warn("a transaction of {} did not end in time; it goes on", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
