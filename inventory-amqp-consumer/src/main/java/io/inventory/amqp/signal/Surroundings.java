package io.inventory.amqp.signal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * What a relay has of the machine.
 *
 * @param nanoTime a clock that only goes forward
 * @param waits how its thread waits
 * @param loop the thread that publishes
 */
record Surroundings(LongSupplier nanoTime, Waits waits, ScheduledExecutorService loop) {
    /** How a thread waits for something. */
    interface Waits {
        /** Blocks until the future, which does not fail, is completed; false if it was not within that time. */
        boolean completes(CompletableFuture<?> what, Duration max) throws InterruptedException;
    }

    /** Those of this machine, with another clock. */
    static Surroundings of(LongSupplier nanoTime) {
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread publishing = new Thread(task, "inventory-signals-publishing");
            publishing.setDaemon(true);
            return publishing;
        });
        return new Surroundings(nanoTime, Surroundings::completes, loop);
    }

    private static boolean completes(CompletableFuture<?> what, Duration max) throws InterruptedException {
        try {
            what.get(max.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is waited for does not fail", e);
        }
    }
}
