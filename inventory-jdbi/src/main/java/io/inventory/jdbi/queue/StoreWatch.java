package io.inventory.jdbi.queue;

import io.inventory.InventoryException;
import io.inventory.jdbi.sql.Backlog;
import io.inventory.jdbi.thread.LibraryThread;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time, on a thread of its own, what waits in the store, and whether it answers. Nobody who asks for it
 * causes a look. Thread-safe.
 */
public final class StoreWatch {
    /** From one look to the next. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

    private final Supplier<Backlog> look;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Backlog backlog = Backlog.NONE;
    private volatile boolean answers = true;

    /** @param look asks the store, in place of a read */
    public StoreWatch(Supplier<Backlog> look) {
        this.look = look;
    }

    /** Begins. */
    public void start() {
        LibraryThread.start("inventory-watch", this::run);
    }

    private void run() {
        try {
            do look();
            while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void look() {
        try {
            backlog = look.get();
            answers = true;
        } catch (InventoryException e) {
            // whoever keeps the store's failures has logged it
            LOG.debug("nothing is known of what waits in the store: {}", e.getMessage());
            answers = false;
        } catch (RuntimeException | Error e) {
            LOG.error("looking for what waits in the store failed in an unexpected way; it is tried again", e);
            answers = false;
        }
    }

    /** What was found when the store last answered. */
    public Backlog backlog() {
        return backlog;
    }

    /** Whether it answered when it was last asked. */
    public boolean answers() {
        return answers;
    }

    /** Ends it soon; does not wait. */
    public void stop() {
        stop.countDown();
    }

    /** After {@link #stop}: waits for the look that is under way. */
    public void awaitEnd(long deadlineNanos) {
        try {
            if (!ended.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS))
                LOG.warn("a look at what waits in the store did not end in time; it goes on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
