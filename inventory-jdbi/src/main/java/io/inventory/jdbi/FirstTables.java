package io.inventory.jdbi;

import io.inventory.jdbi.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;

/**
 * The tables in an H2 database that has none, by the scripts that Flyway would run, and with the history that it would write:
 * later versions are migrated by Flyway, and to load it takes a third of the time of a start.
 */
final class FirstTables {
    /** In the order of their versions, which are counted from 1. */
    static final List<String> SCRIPTS = List.of(
            "V1__inventory.sql",
            "V2__reservations_and_policies.sql",
            "V3__actors.sql",
            "V4__checkpoints.sql",
            "V5__archives.sql");

    private static final String ALREADY_THERE = "42S01";

    private static final String COUNT_TABLES = "select count(*) from information_schema.tables where table_schema = ?";

    /** Its first row comes with it: whoever migrates, also Flyway, locks the rows. */
    private static final String CREATE_HISTORY = """
            create table %1$s (
                "installed_rank" int not null,
                "version" varchar(50),
                "description" varchar(200) not null,
                "type" varchar(20) not null,
                "script" varchar(1000) not null,
                "checksum" int,
                "installed_by" varchar(100) not null,
                "installed_on" timestamp default current_timestamp not null,
                "execution_time" int not null,
                "success" boolean not null,
                constraint %2$s primary key ("installed_rank")
            ) as select -1, null, '<< Flyway Schema History table created >>', 'TABLE', '', null, current_user,
                current_timestamp, 0, true;
            create index %3$s on %1$s ("success")
            """;

    private static final String ADD_TO_HISTORY = """
            insert into %s ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
                "execution_time", "success")
            values (?, ?, ?, 'SQL', ?, ?, current_user, ?, true)
            """;

    private FirstTables() {}

    /**
     * Makes them, unless the schema has a table already, or another process is about to make them: then it is for Flyway. Takes
     * two connections, as Flyway does.
     *
     * @throws SetupException if it fails halfway
     */
    static boolean make(DataSource dataSource) {
        try (Connection locking = dataSource.getConnection()) {
            if (!locking.getAutoCommit()) locking.setAutoCommit(true);
            String schema = locking.getSchema();
            if (schema == null || hasTables(locking, schema)) return false;
            String history = quoted(schema, Schema.HISTORY);
            if (!createHistory(locking, schema, history)) return false;
            locking.setAutoCommit(false);
            try {
                // statements that change tables end their transaction, so that the lock is held by another
                if (lockedRows(locking, history) != 1) return false;
                // that count is of when it began to wait for the lock: who had it may have made the tables since
                if (lockedRows(locking, history) != 1) return false;
                return runScripts(dataSource, history);
            } finally {
                locking.rollback();
                locking.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new SetupException("cannot make the tables of the inventory: " + e.getMessage(), e);
        }
    }

    private static boolean hasTables(Connection connection, String schema) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT_TABLES)) {
            count.setString(1, schema);
            try (ResultSet row = count.executeQuery()) {
                return !row.next() || row.getLong(1) > 0;
            }
        }
    }

    private static boolean createHistory(Connection connection, String schema, String history) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE_HISTORY.formatted(
                    history, quoted(schema, Schema.HISTORY + "_pk"), quoted(schema, Schema.HISTORY + "_s_idx")));
            return true;
        } catch (SQLException e) {
            if (ALREADY_THERE.equals(e.getSQLState()) || Fault.isLockTimeout(e)) return false;
            throw e;
        }
    }

    /** How many rows there are, all of which are locked then; none if somebody else has the locks. */
    private static int lockedRows(Connection connection, String history) throws SQLException {
        try (Statement lock = connection.createStatement();
                ResultSet rows = lock.executeQuery("select * from " + history + " for update")) {
            int count = 0;
            while (rows.next()) count++;
            return count;
        } catch (SQLException e) {
            if (Fault.isLockTimeout(e)) return 0;
            throw e;
        }
    }

    /** False if somebody makes the same tables, and does not lock the history. */
    private static boolean runScripts(DataSource dataSource, String history) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement run = connection.createStatement();
                PreparedStatement add = connection.prepareStatement(ADD_TO_HISTORY.formatted(history))) {
            if (!connection.getAutoCommit()) connection.setAutoCommit(true);
            for (int version = 1; version <= SCRIPTS.size(); version++) {
                String name = SCRIPTS.get(version - 1);
                String script = read(name);
                long beganNanos = System.nanoTime();
                run.execute(script);
                add.setInt(1, version);
                add.setString(2, Integer.toString(version));
                add.setString(3, description(name));
                add.setString(4, name);
                add.setInt(5, checksum(script));
                add.setInt(6, Math.toIntExact((System.nanoTime() - beganNanos) / 1_000_000));
                add.executeUpdate();
            }
            return true;
        } catch (SQLException e) {
            if (ALREADY_THERE.equals(e.getSQLState())) return false;
            throw e;
        }
    }

    private static String quoted(String schema, String name) {
        return '"' + schema.replace("\"", "\"\"") + "\".\"" + name + '"';
    }

    private static String read(String name) {
        try (InputStream in = FirstTables.class.getResourceAsStream("schema/h2/" + name)) {
            if (in == null) throw new IllegalStateException("the script " + name + " is not on the class path");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String description(String name) {
        return name.substring(name.indexOf("__") + 2, name.lastIndexOf('.')).replace('_', ' ');
    }

    /** As Flyway computes it: of the lines without their ends. */
    private static int checksum(String script) {
        CRC32 sum = new CRC32();
        script.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }
}
