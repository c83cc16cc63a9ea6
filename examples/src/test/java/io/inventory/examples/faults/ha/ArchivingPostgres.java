package io.inventory.examples.faults.ha;

import io.inventory.jdbi.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that archives its log, and one that is restored from a backup and that archive. Not thread-safe. */
final class ArchivingPostgres implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private final Path folder;
    private final Path data;
    private final int port = Ports.free();
    private final Thread atExit = new Thread(this::close);
    private @Nullable Process server;

    private ArchivingPostgres(Path folder, Path data) {
        this.folder = folder;
        this.data = data;
    }

    /** One with an empty database. */
    static ArchivingPostgres start(Path folder) {
        ArchivingPostgres postgres = new ArchivingPostgres(folder, folder.resolve("data"));
        try {
            Files.createDirectories(folder.resolve("archive"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D", "data");
        postgres.launch("archive_mode=on", "archive_command=cp %p " + folder + "/archive/%f");
        return postgres;
    }

    /** A base backup, while work goes on. */
    void backUp() {
        run(
                "pg_basebackup",
                "--pgdata=backup",
                "--checkpoint=fast",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=postgres");
    }

    /** The database's time. */
    String now() throws SQLException {
        return value("select clock_timestamp()");
    }

    /** It is lost, but not what it has written to its log before. */
    void lose() throws SQLException {
        String last = value("select pg_walfile_name(pg_switch_wal())");
        Awaitility.await("the log is archived")
                .atMost(START_MAX)
                .until(() -> value("select last_archived_wal >= '" + last + "' from pg_stat_archiver")
                        .equals("t"));
        close();
    }

    /** The backup with all that was committed since, up to a time. */
    ArchivingPostgres restore(String time) {
        ArchivingPostgres restored = new ArchivingPostgres(folder, folder.resolve("backup"));
        try {
            Files.createFile(restored.data.resolve("recovery.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restored.launch(
                "archive_mode=off",
                "restore_command=cp " + folder + "/archive/%f %p",
                "recovery_target_time=" + time,
                "recovery_target_action=promote");
        return restored;
    }

    private void launch(String... settings) {
        Runtime.getRuntime().addShutdownHook(atExit);
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        arguments.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
        for (String setting : settings) arguments.addAll(List.of("-c", setting));
        server = Programs.start(folder, command("postgres", arguments.toArray(String[]::new)));
        try {
            Awaitility.await("PostgreSQL takes changes")
                    .atMost(START_MAX)
                    .ignoreExceptions()
                    .until(() -> value("select pg_is_in_recovery()").equals("f"));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void run(String program, String... arguments) {
        Programs.run(folder, command(program, arguments));
    }

    private static List<String> command(String program, String... arguments) {
        return Programs.asNobody(Programs.postgresql().resolve(program), arguments);
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** kill -9 */
    @Override
    public void close() {
        Process running = server;
        if (running != null) new ProcessGroup(() -> List.of(running.toHandle())).kill();
        server = null;
    }
}
