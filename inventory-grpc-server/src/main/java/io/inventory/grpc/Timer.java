package io.inventory.grpc;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for all that is done at intervals; none of it may block. What throws is logged, and done again after the next
 * interval like the rest: time limits depend on it. Thread-safe.
 */
final class Timer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "inventory-timer");
        thread.setDaemon(true);
        return thread;
    });

    /** Does {@code task} after each {@code interval} from now on, until this is closed. */
    void every(Duration interval, Runnable task) {
        var unused = thread.scheduleWithFixedDelay(
                () -> attempt(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("what is done at intervals failed, and is done again", e);
        }
    }

    /** Ends the thread; does not wait for it. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
