package io.inventory.jdbi;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of PostgreSQL for migrations: without the limits that keep orders quick, which they have again once they are
 * closed. A statement may take a day. A lock is waited for but a moment, since every order on that table waits behind
 * the one who waits: whoever migrates tries again.
 */
final class MigrationConnections implements DataSource {
    /** The most that a statement may take, or a transaction may wait for another process. */
    static final Duration STATEMENT_MAX = Duration.ofDays(1);

    private static final Duration LOCK_MAX = Duration.ofMillis(500);
    private static final String UNHURRIED = STATEMENT_MAX.toMillis() + "ms";

    /** Those that the server knows are set; some are of newer versions. */
    private static final Map<String, String> SETTINGS = Map.of(
            "statement_timeout",
            UNHURRIED,
            "transaction_timeout",
            UNHURRIED,
            "idle_in_transaction_session_timeout",
            UNHURRIED,
            "lock_timeout",
            LOCK_MAX.toMillis() + "ms",
            "enable_seqscan",
            "on",
            "plan_cache_mode",
            "auto");

    private final DataSource sessions;

    MigrationConnections(DataSource sessions) {
        this.sessions = sessions;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return unhurried(sessions.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return unhurried(sessions.getConnection(user, password));
    }

    private static Connection unhurried(Connection connection) throws SQLException {
        State before;
        try {
            before = State.of(connection);
            new State(Math.toIntExact(STATEMENT_MAX.toMillis()), true, SETTINGS).restoreTo(connection);
        } catch (SQLException | RuntimeException e) {
            try (connection) { // a pool counts it as in use until it is closed
                connection.abort(Runnable::run);
            }
            throw e;
        }
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) makeReady(connection, before);
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A session that can't have its limits back, as a rule because it is lost, must not be used again. */
    private static void makeReady(Connection connection, State before) throws SQLException {
        if (connection.isClosed()) return;
        try {
            if (!connection.getAutoCommit()) connection.rollback();
            connection.setAutoCommit(true);
            before.restoreTo(connection);
        } catch (SQLException | RuntimeException e) {
            connection.abort(Runnable::run);
        }
    }

    /** What is changed of a session. */
    private record State(int networkTimeoutMillis, boolean autoCommit, Map<String, String> settings) {
        static State of(Connection connection) throws SQLException {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) connection.setAutoCommit(true);
            Map<String, String> settings = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select name, current_setting(name) from pg_settings where name = any(?)")) {
                statement.setArray(
                        1, connection.createArrayOf("text", SETTINGS.keySet().toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) settings.put(rows.getString(1), rows.getString(2));
                }
            }
            return new State(connection.getNetworkTimeout(), autoCommit, settings);
        }

        void restoreTo(Connection connection) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("select set_config(name, ?, false) from pg_settings where name = ?")) {
                for (Map.Entry<String, String> setting : settings.entrySet()) {
                    statement.setString(1, setting.getValue());
                    statement.setString(2, setting.getKey());
                    statement.execute();
                }
            }
            connection.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
            if (!autoCommit) connection.setAutoCommit(false);
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return sessions.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        sessions.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        sessions.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return sessions.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
        return sessions.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return sessions.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return sessions.isWrapperFor(type);
    }
}
