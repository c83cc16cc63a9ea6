package io.inventory.jdbi;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Connects to the primary among the hosts of a URL of PostgreSQL's: first to the one that was it last, then to the others, each within a
 * time limit of its own. The driver has one limit for all of them, so that a host which takes connections and says nothing, as a
 * machine does that was halted, keeps it from ever trying the next. Thread-safe.
 */
final class PrimaryConnections implements DataSource {
    private static final Pattern SEVERAL_HOSTS = Pattern.compile("(jdbc:postgresql://)([^/?]*,[^/?]*)(.*)");
    private static final Pattern ASKS_FOR_PRIMARY =
            Pattern.compile(".*[?&]targetServerType=(?:primary|master)(?:&.*)?");

    private final List<String> urls;
    private final Properties properties;
    private volatile int primary;

    private PrimaryConnections(List<String> urls, Properties properties) {
        this.urls = urls;
        this.properties = properties;
    }

    /**
     * For a URL with several hosts that asks for the primary; empty for any other, which is left to the driver.
     *
     * @param properties of the driver, among them the limits of one connection
     */
    static Optional<PrimaryConnections> of(String url, Properties properties) {
        Matcher parts = SEVERAL_HOSTS.matcher(url);
        if (!parts.matches() || !ASKS_FOR_PRIMARY.matcher(url).matches()) return Optional.empty();
        List<String> urls = Stream.of(parts.group(2).split(","))
                .filter(host -> !host.isBlank())
                .map(host -> parts.group(1) + host + parts.group(3))
                .toList();
        return Optional.of(new PrimaryConnections(urls, properties));
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection("", "");
    }

    /** @throws SQLException why none of them is one; a refused login rather than that a host is away */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties login = new Properties();
        login.putAll(properties);
        if (!user.isEmpty()) login.setProperty("user", user);
        if (!password.isEmpty()) login.setProperty("password", password);
        int first = primary;
        SQLException failure = null;
        for (int i = 0; i < urls.size(); i++) {
            int host = (first + i) % urls.size();
            try {
                Connection connection = DriverManager.getConnection(urls.get(host), login);
                primary = host;
                return connection;
            } catch (SQLException e) {
                if (failure == null || isAway(failure)) failure = e;
            }
        }
        throw failure == null ? new SQLException("the URL names no host", "08001") : failure;
    }

    private static boolean isAway(SQLException failure) {
        return String.valueOf(failure.getSQLState()).startsWith("08");
    }

    /** Each host has the limit that the properties name. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return urls.size() * Integer.parseInt(properties.getProperty("loginTimeout", "0"));
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("it wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
