package io.inventory.jdbi;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Makes one of many processes the reader of the signals, and keeps its position in the database, so that the next one goes on
 * where it stopped. Time is the store's. Who was paused for longer than its lease may act once more before it knows that
 * another has taken over: what it does then is done again by the other, with the same event ids. Not thread-safe.
 */
public final class SignalLease {
    /** For how long it is held, and may therefore stay unheld after its holder died. */
    public static final Duration TIME = Duration.ofSeconds(10);

    private SignalLease() {}

    /**
     * A lease of that name; nobody else has it yet.
     *
     * @param name of the work: 1 to 64 letters, digits and hyphens
     */
    public static SignalLease of(JdbiInventory inventory, String name) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the lease, or renews it, for {@link #TIME}. Blocks for the store's answer.
     *
     * @return the position of the last signal that was dealt with, 0 at first; empty while another holds it
     * @throws io.inventory.InventoryException if the store does not answer
     */
    public OptionalLong acquire() {
        throw new UnsupportedOperationException();
    }

    /**
     * Keeps the position up to which all is dealt with, and renews the lease for {@link #TIME}.
     *
     * @return false if another holds it meanwhile: the position is not kept then
     * @throws io.inventory.InventoryException if the store does not answer
     */
    public boolean advance(long position) {
        throw new UnsupportedOperationException();
    }

    /** Lets another take it at once; does nothing if it is not held, or the store does not answer. */
    public void release() {}
}
