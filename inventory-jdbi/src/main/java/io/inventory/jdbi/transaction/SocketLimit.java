package io.inventory.jdbi.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/**
 * How long a database may be silent. The drivers have no such limit of their own: on a connection whose peer has gone without
 * a word a thread would wait for ever.
 */
final class SocketLimit {
    private static final int NONE = 0;

    private SocketLimit() {}

    /**
     * Does the work within the limit, unless the connection has a stricter one. It has its own again afterwards.
     *
     * @param millis the limit; 0 for none
     */
    static <T> T during(Connection connection, int millis, Supplier<T> work) {
        if (millis == NONE) return work.get();
        int before = of(connection);
        if (before != NONE && before <= millis) return work.get();
        set(connection, millis);
        try {
            return work.get();
        } finally {
            set(connection, before);
        }
    }

    /** A driver that can't say has none. */
    private static int of(Connection connection) {
        try {
            return connection.getNetworkTimeout();
        } catch (SQLException e) {
            return NONE;
        }
    }

    /** Fails for a connection that is lost, which is found out elsewhere, and for a driver that can't do it. */
    private static void set(Connection connection, int millis) {
        try {
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException e) {
            // the other limits hold
        }
    }
}
