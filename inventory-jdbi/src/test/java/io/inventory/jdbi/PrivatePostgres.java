package io.inventory.jdbi;

import static org.awaitility.Awaitility.await;

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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of a test's own, a child process that the test may kill, halt and start again. It ends when it is
 * closed, at the latest with the virtual machine.
 */
public final class PrivatePostgres implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Path binaries;
    private final Path folder;
    private final int port;
    private final String fsync;
    private @Nullable Process server;

    private PrivatePostgres(Path binaries, Path folder, int port, String fsync) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
        this.fsync = fsync;
    }

    /** Makes a server from the binaries of the one that the other tests share, and starts it. */
    public static PrivatePostgres start() {
        return start("off");
    }

    /** The same, with commits that survive a power cut, as a server is run that others rely on. */
    public static PrivatePostgres startDurable() {
        return start("on");
    }

    /** The same with its data in a folder within another one. */
    public static PrivatePostgres startDurable(Path parent) {
        return start("on", parent);
    }

    /** A server that is yet to be started, by {@link #restart}. */
    public static PrivatePostgres prepare() {
        return make("off", temporary());
    }

    private static PrivatePostgres start(String fsync) {
        return start(fsync, temporary());
    }

    private static PrivatePostgres start(String fsync, Path parent) {
        PrivatePostgres postgres = make(fsync, parent);
        postgres.restart();
        return postgres;
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static PrivatePostgres make(String fsync, Path parent) {
        try {
            Path folder = Files.createTempDirectory(parent, "inventory-postgres");
            PrivatePostgres postgres = new PrivatePostgres(sharedBinaries(), folder, Ports.free(), fsync);
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
            postgres.initialize();
            return postgres;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("cannot start a private PostgreSQL", e);
        }
    }

    private static Path sharedBinaries() throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestDatabase.newPostgresqlUrl(), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select setting from pg_config where name = 'BINDIR'")) {
            row.next();
            return Path.of(row.getString(1));
        }
    }

    private void initialize() throws IOException {
        Process initdb = launch(
                "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D", data());
        if (exit(initdb) != 0) throw new IOException("initdb failed: " + log());
    }

    /** Starts it, or starts it again after {@link #kill}, and waits until it answers. */
    public void restart() {
        await().atMost(START_MAX).pollInterval(Duration.ofMillis(50)).until(() -> {
            // a server that was killed may leave its shared memory for a moment: then the next one ends at once
            if (server == null || !server.isAlive())
                server = launch(
                        "postgres",
                        "-D",
                        data(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=" + fsync);
            return answers();
        });
    }

    /** Kills it and starts it again as a standby without a primary: it takes no changes until somebody promotes it. */
    void restartAsStandby() {
        kill();
        try {
            Files.createFile(folder.resolve("data").resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restart();
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** kill -9 of the server and of all that it started. */
    public void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        if (server != null) exit(server);
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void halt() {
        // twice: what the server was starting while it got the signal is seen by the second
        signal("-STOP");
        signal("-STOP");
    }

    /** Ends {@link #halt}. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        for (ProcessHandle process : processes()) command.add(Long.toString(process.pid()));
        try {
            // one of those that it has started may end in between, of which kill complains
            if (exit(new ProcessBuilder(command).inheritIO().start()) != 0 && (server == null || !server.isAlive()))
                throw new IllegalStateException("could not signal the server: " + command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server first, so that it does not react to the end of the others. */
    private List<ProcessHandle> processes() {
        if (server == null || !server.isAlive()) return List.of();
        return Stream.concat(Stream.of(server.toHandle()), server.descendants()).toList();
    }

    /** How to reach it; its user is {@code postgres}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The same as settings of a pool. */
    public StoreSettings settings() {
        return StoreSettings.of(jdbcUrl(), "postgres", "");
    }

    /** A connection of a stranger's, without time limits. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), "postgres", "");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own the process is nobody. */
    private Process launch(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) command.addAll(List.of("unshare", "-U"));
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static int exit(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) throw new IllegalStateException(process + " does not end");
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public synchronized void close() {
        kill();
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // what a dying process still writes there stays in the folder for temporary files
            System.err.println("cannot delete " + folder + ": " + e);
        }
    }
}
