package io.inventory.jdbi;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Sets the time limits of a transaction on a connection that is not from a {@link StorePool}, which has set them. */
@FunctionalInterface
interface SessionLimits {
    /** First in the transaction. */
    void apply(Handle handle);

    /** For connections that have their limits. */
    static SessionLimits alreadySet() {
        return handle -> {};
    }

    /** For this transaction only. */
    static SessionLimits postgresql(Duration lock, Duration statement) {
        String sql = "set local lock_timeout = " + lock.toMillis() + "; set local statement_timeout = "
                + statement.toMillis() + "; set transaction isolation level read committed";
        return handle -> handle.execute(sql);
    }

    /** For the session: H2 knows no limit for a transaction. */
    static SessionLimits h2(Duration lock) {
        String sql = "set lock_timeout " + lock.toMillis();
        return handle -> handle.execute(sql);
    }
}
