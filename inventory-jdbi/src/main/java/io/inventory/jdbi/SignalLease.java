package io.inventory.jdbi;

import io.inventory.InventoryException;
import io.inventory.jdbi.queue.QueueParts;
import io.inventory.jdbi.sql.Leases;
import io.inventory.jdbi.thread.LibraryThread;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one of many processes the reader of the signals, and keeps its position in the database, so that the next one goes on
 * where it stopped. Time is the store's. Who was paused for longer than its lease may act once more before it knows that
 * another has taken over: what it does then is done again by the other, with the same event ids. Not thread-safe.
 */
public final class SignalLease {
    /** For how long it is held, and may therefore stay unheld after its holder died. */
    public static final Duration TIME = Duration.ofSeconds(10);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,48}");
    private static final Logger LOG = LoggerFactory.getLogger(SignalLease.class);

    private final QueueParts parts;
    private final Leases leases;
    private final String name;
    private final String holder = UUID.randomUUID().toString();

    SignalLease(QueueParts parts, Leases leases, String name) {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "the name of a lease must be 1 to 48 letters, digits and hyphens, is '" + name + "'");
        this.parts = parts;
        this.leases = leases;
        this.name = name;
    }

    /**
     * A lease of that name; nobody has it yet.
     *
     * @param name of the work: 1 to 48 letters, digits and hyphens
     * @throws IllegalArgumentException if it is not
     */
    public static SignalLease of(JdbiInventory inventory, String name) {
        return inventory.signalLease(name);
    }

    /**
     * Takes the lease, or renews it, for {@link #TIME}. Blocks for the store's answer.
     *
     * @return the position of the last signal that was dealt with, 0 at first; empty while another holds it
     * @throws InventoryException if the store does not answer
     */
    public OptionalLong acquire() {
        return inStore(handle -> leases.acquire(handle, name, holder, TIME));
    }

    /**
     * Keeps the position up to which all is dealt with, and renews the lease for {@link #TIME}. Blocks for the store's answer.
     *
     * @return false if it was lost, and is to be acquired again: the position is not kept then
     * @throws InventoryException if the store does not answer
     */
    public boolean advance(long position) {
        return inStore(handle -> leases.advance(handle, name, holder, TIME, position));
    }

    /** Lets another take it at once; does nothing if it is not held, or the store does not answer. Blocks. */
    public void release() {
        try {
            inStore(handle -> {
                leases.release(handle, name, holder);
                return true;
            });
        } catch (InventoryException e) {
            LOG.info("the lease {} was not given up, and runs out by itself: {}", name, e.getMessage());
        }
    }

    /** On a thread of the library: H2 closes its file when a thread that uses it is interrupted. */
    private <T> T inStore(Function<Handle, T> work) {
        return LibraryThread.await(() -> parts.read(work));
    }
}
