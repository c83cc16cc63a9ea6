package io.inventory.jdbi.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Gives JDBI connections that commit by themselves, whatever the pool is set to: on others it takes each transaction for a
 * part of one that somebody else commits, which nobody would. They go back as they came. Thread-safe.
 */
final class CommittingConnections implements ConnectionFactory {
    private final DataSource dataSource;
    /** Those that came with autocommit off. */
    private final Set<Connection> changed =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    CommittingConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (connection.getAutoCommit()) return connection;
            connection.setAutoCommit(true);
            changed.add(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                throw e;
            }
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            if (changed.remove(connection) && !connection.isClosed()) connection.setAutoCommit(false);
        }
    }
}
