package io.inventory.jdbi;

import com.zaxxer.hikari.HikariConfig;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a PostgreSQL server that may be about to start. What is set up wrongly is not waited for. */
final class StoreWait {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int CAUSES_MAX = 100;
    private static final Logger LOG = LoggerFactory.getLogger(StoreWait.class);

    private StoreWait() {}

    /**
     * Connects once a second, with one line of log each time, until the server answers or {@code wait} is over; at least
     * once.
     *
     * @param database its URL as it may be shown
     * @throws SQLException why it still can't be reached, or never will be as it is set up
     */
    static void untilReachable(HikariConfig config, String database, Duration wait) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(config.getDataSourceProperties());
        if (!config.getUsername().isEmpty()) properties.setProperty("user", config.getUsername());
        if (!config.getPassword().isEmpty()) properties.setProperty("password", config.getPassword());
        // what no driver knows has the same state as a server that is not there
        DriverManager.getDriver(config.getJdbcUrl());
        long endNanos = System.nanoTime() + wait.toNanos();
        while (true) {
            try {
                connect(config, properties).close();
                return;
            } catch (SQLException e) {
                long restNanos = endNanos - System.nanoTime();
                if (!isPassing(e) || restNanos < PAUSE.toNanos()) throw e;
                LOG.warn(
                        "The database {} can't be reached yet, waiting for it for at most {} s more: {}",
                        database,
                        Duration.ofNanos(restNanos).toSeconds(),
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Connection connect(HikariConfig config, Properties properties) throws SQLException {
        DataSource ofSeveralHosts = config.getDataSource();
        return ofSeveralHosts == null
                ? DriverManager.getConnection(config.getJdbcUrl(), properties)
                : ofSeveralHosts.getConnection(config.getUsername(), config.getPassword());
    }

    /** Whether a server refuses or drops connections, or is starting or stopping, and nothing is set up wrongly. */
    private static boolean isPassing(SQLException e) {
        Throwable cause = e;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++, cause = cause.getCause())
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) return false;
        String state = String.valueOf(e.getSQLState());
        // 08004 and 08P01 are a server that wants another login, or none of PostgreSQL's; 53300 one that is full
        return state.equals("08001") || state.equals("08006") || state.startsWith("57P") || state.equals("53300");
    }
}
