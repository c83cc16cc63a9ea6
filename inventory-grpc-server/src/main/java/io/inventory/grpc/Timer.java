package io.inventory.grpc;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for what is done at intervals, and for what must be done one after another; none of it may block. What throws is logged, and done again after the next
 * interval like the rest: time limits depend on it. Thread-safe.
 */
final class Timer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

    private final ScheduledExecutorService thread;

    Timer() {
        this("inventory-timer");
    }

    /** @param name the thread's */
    Timer(String name) {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Does {@code task} after each {@code interval} from now on, until this is closed. */
    void every(Duration interval, Runnable task) {
        var unused = thread.scheduleWithFixedDelay(
                () -> attempt(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does {@code task} once, when what was given before is done; not any more once this is closed. */
    void soon(Runnable task) {
        try {
            thread.execute(() -> attempt(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed, so that there is nothing to be done any more");
        }
    }

    /** Does {@code task} once, after a pause; not any more once this is closed. */
    void later(Duration pause, Runnable task) {
        try {
            var unused = thread.schedule(() -> attempt(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed, so that there is nothing to be done any more");
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task failed; one that is done at intervals is done again", e);
        }
    }

    /** Ends the thread; does not wait for it. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
