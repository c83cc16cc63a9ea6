package io.inventory.jdbi;

import java.time.Duration;

/**
 * How to reach a database, and the limits of doing so. Immutable.
 *
 * @param url a JDBC URL of PostgreSQL or H2
 * @param user its user; empty where the URL names it
 * @param password its password; never logged
 * @param poolSizeMax the most connections, 1 to 1,000
 * @param connectTimeout how long to wait for a connection, 250 ms to 1 hour
 * @param lockTimeout how long a statement waits for a lock, 1 ms to 1 hour
 * @param statementTimeout how long a statement may take, 1 ms to 1 hour; PostgreSQL only
 */
public record StoreSettings(
        String url,
        String user,
        String password,
        int poolSizeMax,
        Duration connectTimeout,
        Duration lockTimeout,
        Duration statementTimeout) {
    /** Up to where another parameter begins: a password may hold a separator of its own. */
    private static final String PASSWORD = "(?i)(passw(?:or)?d=)(?:(?![&;][A-Za-z_]\\w*=)\\S)*";

    /** The default of {@code poolSizeMax}. */
    public static final int POOL_SIZE_DEFAULT = 8;

    private static final int POOL_SIZE_MAX = 1_000;
    private static final Duration CONNECT_MIN = Duration.ofMillis(250);
    private static final Duration LIMIT_MIN = Duration.ofMillis(1);
    private static final Duration LIMIT_MAX = Duration.ofHours(1);

    /** @throws IllegalArgumentException if a limit is out of its range */
    public StoreSettings {
        if (poolSizeMax < 1 || poolSizeMax > POOL_SIZE_MAX)
            throw new IllegalArgumentException("poolSizeMax must be 1 to " + POOL_SIZE_MAX + ", is " + poolSizeMax);
        require("connectTimeout", connectTimeout, CONNECT_MIN);
        require("lockTimeout", lockTimeout, LIMIT_MIN);
        require("statementTimeout", statementTimeout, LIMIT_MIN);
    }

    private static void require(String what, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(LIMIT_MAX) > 0)
            throw new IllegalArgumentException(
                    what + " must be " + min.toMillis() + " ms to " + LIMIT_MAX.toHours() + " h, is " + value);
    }

    /** With 8 connections and the default limits, 400 ms, 1 s and 5 s, which let a store that is down be answered within a second. */
    public static StoreSettings of(String url, String user, String password) {
        return new StoreSettings(
                url,
                user,
                password,
                POOL_SIZE_DEFAULT,
                Duration.ofMillis(400),
                Duration.ofMillis(1_000),
                Duration.ofMillis(5_000));
    }

    /**
     * With another number of connections.
     *
     * @throws IllegalArgumentException if it is not 1 to 1,000
     */
    public StoreSettings withPoolSizeMax(int connections) {
        return new StoreSettings(url, user, password, connections, connectTimeout, lockTimeout, statementTimeout);
    }

    /**
     * With other limits of a lock and of a statement, the latter for PostgreSQL only.
     *
     * @throws IllegalArgumentException if one of them is not 1 ms to 1 hour
     */
    public StoreSettings withStatementLimits(Duration lock, Duration statement) {
        return new StoreSettings(url, user, password, poolSizeMax, connectTimeout, lock, statement);
    }

    boolean isH2() {
        return url.startsWith("jdbc:h2:");
    }

    boolean isPostgresql() {
        return url.startsWith("jdbc:postgresql:");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StoreSettings[url=" + url.replaceAll(PASSWORD, "$1***") + ", user=" + user
                + ", poolSizeMax=" + poolSizeMax + ", lockTimeout=" + lockTimeout.toMillis() + " ms, statementTimeout="
                + statementTimeout.toMillis() + " ms]";
    }
}
