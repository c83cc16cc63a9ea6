package io.inventory.jdbi;

import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.thread.LibraryThread;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Finds out which database a data source is of. */
final class Databases {
    private Databases() {}

    /**
     * Connects once, on a thread of the library.
     *
     * @throws SetupException if it is none that the inventory runs on, or can't be reached, or the caller is interrupted
     */
    static Database of(DataSource dataSource) {
        try {
            return LibraryThread.call(() -> ask(dataSource));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while connecting to the database", e);
        }
    }

    private static Database ask(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return Database.of(connection)
                    .orElseThrow(
                            () -> new SetupException("the inventory runs on PostgreSQL and H2, not on " + product));
        } catch (SQLException e) {
            throw new SetupException("cannot connect to the database: " + e.getMessage(), e);
        }
    }
}
