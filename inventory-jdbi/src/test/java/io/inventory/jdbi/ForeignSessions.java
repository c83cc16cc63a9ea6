package io.inventory.jdbi;

import static org.awaitility.Awaitility.await;

import io.inventory.Sku;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Sessions of strangers on a PostgreSQL database, who hold locks, end connections and look at what others wait for. */
record ForeignSessions(TestDatabase database) {
    /** A session in a transaction. */
    Connection begin() throws SQLException {
        StoreSettings settings = database.settings();
        Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        connection.setAutoCommit(false);
        return connection;
    }

    /** Locks a stock until the transaction ends. */
    static void lock(Connection connection, Sku sku) throws SQLException {
        try (var statement =
                connection.prepareStatement("select 1 from inventory_stocks where sku_id = ? for update")) {
            statement.setString(1, sku.value());
            statement.executeQuery();
        }
    }

    /** Until so many sessions wait for a lock. */
    void awaitWaiting(int count) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and datname = current_database()")
                        == count);
    }

    /** Ends the inventory's connections that a condition on {@code pg_stat_activity} is true for. */
    void terminate(String which) throws SQLException {
        number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where application_name = 'inventory' and datname = current_database() and " + which);
    }

    /** How many deadlocks the database has had. */
    long deadlocks() throws SQLException {
        return number("select deadlocks from pg_stat_database where datname = current_database()");
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = begin();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
