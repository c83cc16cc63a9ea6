package io.inventory.amqp.signal;

import io.inventory.jdbi.SignalLease;
import java.util.OptionalLong;

/** What makes one of many relays the one that publishes, and keeps how far it has come; see {@link SignalLease}. */
interface ReaderLease {
    /** Takes or renews it; the position that was kept, or empty while another has it. */
    OptionalLong acquire();

    /** Keeps the position and renews it; false if it was lost. */
    boolean advance(long position);

    /** Lets another take it at once. */
    void release();

    /** The one in the database. */
    static ReaderLease of(SignalLease lease) {
        return new ReaderLease() {
            @Override
            public OptionalLong acquire() {
                return lease.acquire();
            }

            @Override
            public boolean advance(long position) {
                return lease.advance(position);
            }

            @Override
            public void release() {
                lease.release();
            }
        };
    }
}
