package io.inventory.jdbi;

import java.time.Duration;

/**
 * How to reach a database, and the limits of doing so.
 *
 * @param url a JDBC URL of PostgreSQL or H2
 * @param user its user; empty where the URL names it
 * @param password its password; never logged
 * @param poolSizeMax the most connections
 * @param connectTimeout how long to wait for a connection, 250 ms or more
 * @param lockTimeout how long a statement waits for a lock
 * @param statementTimeout how long a statement may take
 */
public record StoreSettings(
        String url,
        String user,
        String password,
        int poolSizeMax,
        Duration connectTimeout,
        Duration lockTimeout,
        Duration statementTimeout) {
    /** The default of {@code poolSizeMax}. */
    public static final int POOL_SIZE_DEFAULT = 8;

    /** With the default limits, which let a store that is down be answered within a second. */
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

    /** With another number of connections. */
    public StoreSettings withPoolSizeMax(int connections) {
        return new StoreSettings(url, user, password, connections, connectTimeout, lockTimeout, statementTimeout);
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
        return "StoreSettings[url=" + url.replaceAll("(?i)(password=)[^;&]*", "$1***") + ", user=" + user
                + ", poolSizeMax=" + poolSizeMax + "]";
    }
}
