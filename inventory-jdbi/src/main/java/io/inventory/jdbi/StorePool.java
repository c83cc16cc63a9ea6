package io.inventory.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.thread.LibraryThread;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * A pool of connections to the store, with a time limit on every connection and lock, on PostgreSQL also on
 * every statement (H2 has none). H2 databases are opened
 * in PostgreSQL mode and write each commit to the disk before it is answered ({@code WRITE_DELAY=0}). Thread-safe. Takes no
 * null and gives none. Needs HikariCP on the class path, and the driver of the database.
 */
public final class StorePool implements AutoCloseable {
    private static final int H2_LOCKED_BY_ANOTHER_PROCESS = 90020;
    private static final long IDLE_IN_TRANSACTION_MILLIS = 10_000;
    private static final long VALIDATION_MILLIS = 250;
    private static final int CAUSES_MAX = 100;
    private static final Duration WAIT_DEFAULT = Duration.ofSeconds(5);
    private static final Duration WAIT_MAX = Duration.ofHours(1);

    private final StoreSettings settings;
    private final HikariDataSource pool;

    private StorePool(StoreSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.pool = pool;
    }

    /**
     * Connects to the database. Blocks until there is a first connection; a server that can't be reached is tried for five
     * seconds. An interrupt does not shorten that, and is kept.
     *
     * @throws SetupException if it can't be reached or used; the message says what to do
     */
    public static StorePool open(StoreSettings settings) {
        return open(settings, WAIT_DEFAULT);
    }

    /**
     * The same with another time for which a PostgreSQL server that can't be reached, or is just starting, is tried, with a
     * line of log a second. A wrong password or an unknown database ends it at once, and so does whatever keeps H2 from opening.
     *
     * @param wait up to an hour; zero tries once
     * @throws SetupException if it can't be reached or used; the message says what to do
     * @throws IllegalArgumentException if {@code wait} is out of range
     */
    public static StorePool open(StoreSettings settings, Duration wait) {
        if (wait.isNegative() || wait.compareTo(WAIT_MAX) > 0)
            throw new IllegalArgumentException("wait must be 0 to " + WAIT_MAX.toHours() + " h, is " + wait);
        JdbcUrl url = JdbcUrl.of(settings.url());
        HikariConfig config = new HikariConfig();
        config.setPoolName("inventory");
        config.setUsername(settings.user());
        config.setPassword(url.passwordOr(settings.password()));
        config.setMaximumPoolSize(settings.poolSizeMax());
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(VALIDATION_MILLIS);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(1);
        if (settings.isH2()) configureH2(config, url.text(), settings);
        else if (settings.isPostgresql()) configurePostgresql(config, url.text(), settings);
        else
            throw new SetupException("the database URL must begin with jdbc:postgresql: or jdbc:h2:, not "
                    + settings.url().replaceAll("^(\\w*:?\\w*).*", "$1"));
        ReadOnlyConnections readOnly = new ReadOnlyConnections();
        config.setExceptionOverride(readOnly);
        try {
            // an interrupt would close the file of an H2 database that others use already
            HikariDataSource pool = LibraryThread.await(() -> connect(config, settings, wait));
            readOnly.replaceIn(pool);
            return new StorePool(settings, pool);
        } catch (RuntimeException e) {
            throw new SetupException(explain(settings, e), e);
        }
    }

    private static HikariDataSource connect(HikariConfig config, StoreSettings settings, Duration wait) {
        try {
            if (settings.isPostgresql()) StoreWait.untilReachable(config, name(settings), wait);
        } catch (SQLException e) {
            throw new SetupException(String.valueOf(e.getMessage()), e);
        }
        return new HikariDataSource(config);
    }

    private static void configureH2(HikariConfig config, String givenUrl, StoreSettings settings) {
        String url = givenUrl;
        url = withDefault(url, "MODE", "PostgreSQL");
        url = withDefault(url, "WRITE_DELAY", "0");
        url = withDefault(url, "DB_CLOSE_ON_EXIT", "FALSE");
        // what fails is thrown; H2 would also write it to a file of its own, or to stderr
        url = withDefault(url, "TRACE_LEVEL_FILE", "0");
        url = withDefault(
                url, "LOCK_TIMEOUT", Long.toString(settings.lockTimeout().toMillis()));
        config.setJdbcUrl(url);
    }

    private static String withDefault(String url, String setting, String value) {
        return url.toUpperCase(Locale.ROOT).contains(";" + setting + "=") ? url : url + ";" + setting + "=" + value;
    }

    private static void configurePostgresql(HikariConfig config, String url, StoreSettings settings) {
        config.setJdbcUrl(url);
        // as text: HikariCP leaves out values of other types without a word
        String connectSeconds =
                Long.toString(Math.max(1, settings.connectTimeout().toSeconds()));
        config.addDataSourceProperty("connectTimeout", connectSeconds);
        config.addDataSourceProperty("loginTimeout", connectSeconds);
        config.addDataSourceProperty("socketTimeout", Long.toString(socketSeconds(settings.statementTimeout())));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "inventory");
        PrimaryConnections.of(url, config.getDataSourceProperties()).ifPresent(config::setDataSource);
        config.setConnectionInitSql("set lock_timeout = "
                + settings.lockTimeout().toMillis()
                + "; set statement_timeout = " + settings.statementTimeout().toMillis()
                + "; set idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION_MILLIS
                + "; " + Database.postgresqlSessionSettings());
    }

    /** A second more than the whole seconds that a statement takes at most: the database answers it before. */
    private static long socketSeconds(Duration statement) {
        return 1 + statement.plusMillis(999).toSeconds();
    }

    /** The URL without its parameters. */
    private static String name(StoreSettings settings) {
        return settings.url().replaceAll("[;?].*", "");
    }

    private static String explain(StoreSettings settings, RuntimeException failure) {
        SQLException cause = Fault.sqlException(failure);
        String database = name(settings);
        if (cause == null) return "cannot open the database " + database + ": " + failure.getMessage();
        for (int i = 0; i < CAUSES_MAX && cause.getCause() instanceof SQLException deeper; i++) cause = deeper;
        if (cause.getErrorCode() == H2_LOCKED_BY_ANOTHER_PROCESS)
            return "the database " + database + " is in use by another process; stop that one, or let both talk to one"
                    + " server, or use PostgreSQL";
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return "cannot open the database " + database + ": " + reason
                + "; check the URL, the user and the password, that the server runs and that its folder is writable";
    }

    /** The connections. They have their time limits; a {@link JdbiInventory} built on it sets none. */
    public DataSource dataSource() {
        return pool;
    }

    /** Measures its connections from now on; the first registry that is given counts. */
    void measure(MeterRegistry registry) {
        if (pool.getMetricRegistry() == null) pool.setMetricRegistry(registry);
    }

    int poolSizeMax() {
        return settings.poolSizeMax();
    }

    Duration lockTimeout() {
        return settings.lockTimeout();
    }

    Duration statementTimeout() {
        return settings.statementTimeout();
    }

    /** Closes all connections, also those in use. Blocks until that is done; an interrupt does not shorten it. */
    @Override
    public void close() {
        LibraryThread.await(() -> {
            pool.close();
            return true;
        });
    }
}
