package io.inventory.jdbi.queue;

import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares the connections out between commands and reads, so that reads never hold them all while a command needs one: where
 * there is but one, a command waits for one read at most. Where all who may want a connection can have one, nobody waits.
 */
public final class ConnectionGate {
    private final int readsMax;
    private final Semaphore reads;
    private final @Nullable Semaphore all;
    private final Duration waitMax;

    private ConnectionGate(int connections, int commandsMax, int readsMax, Duration waitMax) {
        this.readsMax = readsMax;
        this.waitMax = waitMax;
        reads = new Semaphore(readsMax, true);
        all = commandsMax + readsMax > connections ? new Semaphore(connections, true) : null;
    }

    /** For so many batches of commands at once, each of which has a connection, and reads on all the others. */
    public static ConnectionGate forBatches(int connections, int batches, Duration waitMax) {
        return new ConnectionGate(connections, batches, Math.max(1, connections - batches), waitMax);
    }

    /** For commands on as many connections as there are, and reads on half of them, in the order in which they come. */
    public static ConnectionGate forSingleCommands(int connections, Duration waitMax) {
        return new ConnectionGate(connections, connections, Math.max(1, connections / 2), waitMax);
    }

    /** How many reads there may be at once. */
    int readsMax() {
        return readsMax;
    }

    /** Whether a command gets a connection without waiting for any. */
    boolean hasOneForEachCommand() {
        return all == null;
    }

    /** @throws UnavailableException if the others keep the connections for too long */
    <T> T command(Supplier<T> work) {
        return all == null ? work.get() : within(all, work);
    }

    /** @throws UnavailableException if the others keep the connections for too long */
    <T> T read(Supplier<T> work) {
        return within(reads, () -> command(work));
    }

    private <T> T within(Semaphore permits, Supplier<T> work) {
        try {
            if (!permits.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS))
                throw UnavailableException.unavailable("the store did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UnavailableException.unavailable("it was interrupted", e);
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
