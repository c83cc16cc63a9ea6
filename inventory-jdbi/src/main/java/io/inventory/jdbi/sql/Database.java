package io.inventory.jdbi.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which database it is, as it says itself, and the settings that its sessions need. */
public enum Database {
    /** H2 in PostgreSQL mode. */
    H2,
    /** One PostgreSQL. */
    POSTGRESQL,
    /** PostgreSQL with the extension citus, which distributes tables over several servers. */
    CITUS;

    /**
     * Every statement finds its rows by key. A plan that was made while a table was small, and never analysed, would go on
     * reading all of it as it grows; and to plan a short statement each time takes longer than to run it.
     */
    private static final List<Setting> OF_POSTGRESQL =
            List.of(new Setting("plan_cache_mode", "force_generic_plan"), new Setting("enable_seqscan", "off"));

    /**
     * A generic plan can't reach rows of several servers; what is set reaches these servers only if it is set in the
     * transaction, and passed on. One connection to each of them takes part in a commit, not one for each shard. The
     * last ones keep a statement for many rows to the order of their keys, which is that of locks.
     */
    private static final List<Setting> OF_CITUS = List.of(
            new Setting("plan_cache_mode", "auto"),
            new Setting("citus.propagate_set_commands", "local"),
            new Setting("citus.multi_shard_modify_mode", "sequential"),
            new Setting("enable_seqscan", "off"),
            new Setting("enable_bitmapscan", "off"),
            new Setting("enable_hashjoin", "off"),
            new Setting("enable_mergejoin", "off"));

    private static final String HAS_CITUS = "select from pg_extension where extname = 'citus'";

    /** The database at the other end; empty if it is none that the inventory runs on. */
    public static Optional<Database> of(Connection connection) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "H2" -> Optional.of(H2);
            case "PostgreSQL" -> Optional.of(hasCitus(connection) ? CITUS : POSTGRESQL);
            default -> Optional.empty();
        };
    }

    private static boolean hasCitus(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HAS_CITUS)) {
            return row.next();
        }
    }

    /** SQL that a transaction begins with in a session without these settings; empty if there are none. */
    public String transactionSettings() {
        List<Setting> settings = switch (this) {
            case H2 -> List.of();
            case POSTGRESQL -> OF_POSTGRESQL;
            case CITUS -> OF_CITUS;
        };
        return settings.stream()
                .map(setting -> "set local %s = '%s'".formatted(setting.name, setting.value))
                .collect(Collectors.joining("; "));
    }

    /**
     * SQL that makes a transaction one that sees one time and changes nothing; empty where the driver has to do that.
     *
     * @param idleMax how long it may be between two of its statements; the database ends it at twice that
     */
    public String snapshotSettings(Duration idleMax) {
        return this == H2
                ? ""
                : "set transaction isolation level repeatable read, read only;"
                        + " set local idle_in_transaction_session_timeout = "
                        + idleMax.multipliedBy(2).toMillis();
    }

    /** SQL for a session of PostgreSQL, which finds out itself whether Citus is there. */
    public static String postgresqlSessionSettings() {
        return Stream.concat(
                        OF_POSTGRESQL.stream().map(setting -> "set %s = '%s'".formatted(setting.name, setting.value)),
                        OF_CITUS.stream()
                                .map(setting -> "select set_config('%s', '%s', false) where exists (%s)"
                                        .formatted(setting.name, setting.value, HAS_CITUS)))
                .collect(Collectors.joining("; "));
    }

    private record Setting(String name, String value) {}
}
