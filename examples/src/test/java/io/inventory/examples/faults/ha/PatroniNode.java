package io.inventory.examples.faults.ha;

import io.inventory.jdbi.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL and the Patroni that runs it, as they would be on a machine of their own. Not thread-safe. */
final class PatroniNode implements AutoCloseable {
    private static final Duration REST_MAX = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;
    /** The machine's own watchdog is not for tests. */
    private static final String CONFIGURATION = """
        scope: inventory
        name: %1$s
        restapi:
          listen: 127.0.0.1:%2$d
          connect_address: 127.0.0.1:%2$d
        etcd3:
          host: 127.0.0.1:%3$d
        watchdog:
          mode: 'off'
        bootstrap:
          dcs:
            ttl: %4$d
            loop_wait: %5$d
            retry_timeout: %6$d
            synchronous_mode: true
            postgresql:
              use_pg_rewind: true
          initdb:
            - encoding: UTF8
            - locale: C
          pg_hba:
            - host all all 127.0.0.1/32 trust
            - host replication replicator 127.0.0.1/32 trust
        postgresql:
          listen: 127.0.0.1:%7$d
          connect_address: 127.0.0.1:%7$d
          bin_dir: %8$s
          data_dir: %9$s/data
          pgpass: %9$s/pgpass
          remove_data_directory_on_rewind_failure: true
          remove_data_directory_on_diverged_timelines: true
          authentication:
            superuser:
              username: postgres
              password: postgres
            replication:
              username: replicator
              password: replicator
          parameters:
            unix_socket_directories: ''
            wal_sender_timeout: 10s
        """;

    private final String name;
    private final Path folder;
    private final int port = Ports.free();
    private final int restPort = Ports.free();
    private final HttpClient rest =
            HttpClient.newBuilder().connectTimeout(REST_MAX).build();
    private final ProcessGroup machine = new ProcessGroup(this::all);
    private final ProcessGroup postgres =
            new ProcessGroup(() -> postmaster().stream().toList());
    private @Nullable Process patroni;

    /**
     * How soon a primary is given up, in seconds, by Patroni's names.
     *
     * @param ttl how long it stays the primary without a sign of life
     * @param loopWait from one such sign to the next
     * @param retryTimeout for how long it tries to give one
     */
    record Timing(int ttl, int loopWait, int retryTimeout) {
        /** Patroni's own. */
        static final Timing DEFAULT = new Timing(30, 10, 10);

        @Override
        public String toString() {
            return "ttl " + ttl + " s, loop_wait " + loopWait + " s, retry_timeout " + retryTimeout + " s";
        }
    }

    /** One that is yet to be started. */
    PatroniNode(String name, Path parent, Timing timing, int etcdPort) {
        this.name = name;
        folder = parent.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("patroni.yml"),
                    CONFIGURATION.formatted(
                            name,
                            restPort,
                            etcdPort,
                            timing.ttl,
                            timing.loopWait,
                            timing.retryTimeout,
                            port,
                            Programs.postgresql(),
                            folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, or starts it again with the data that it had. */
    void start() {
        if (patroni != null && patroni.isAlive()) return;
        patroni = Programs.start(
                folder,
                Programs.asNobody(
                        Programs.patroni(), folder.resolve("patroni.yml").toString()));
    }

    /** kill -9 of everything on the machine. */
    void kill() {
        machine.kill();
    }

    /** SIGSTOP of the same. */
    void halt() {
        machine.halt();
    }

    /** Ends {@link #halt}. */
    void resume() {
        machine.resume();
    }

    /** kill -9 of PostgreSQL alone: Patroni decides what is done. */
    void killPostgres() {
        postgres.kill();
    }

    /**
     * Ends the process of a halted standby that receives the primary's log. What the network holds for it is lost as on a real
     * one, while here it would still arrive.
     */
    void loseWhatIsUnderWay() {
        postmaster()
                .flatMap(all -> all.children()
                        .filter(each -> title(each).contains("walreceiver"))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException(name + " receives nothing: it is no standby"))
                .destroy();
    }

    /** What PostgreSQL calls one of its processes; {@link ProcessHandle.Info} takes the program's name for it. */
    private static String title(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            // it has ended
            return "";
        }
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.ofNullable(patroni).map(Process::toHandle), postmaster().stream())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** It is no child of Patroni's, so that it lives on without it. */
    private Optional<ProcessHandle> postmaster() {
        try {
            Path file = folder.resolve("data").resolve("postmaster.pid");
            if (!Files.exists(file)) return Optional.empty();
            long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            // another process may have its number by now
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    boolean isPrimary() {
        return answers("primary");
    }

    /** Whether it has all that the primary acknowledges, and may take its place. */
    boolean isSynchronousStandby() {
        return answers("synchronous");
    }

    private boolean answers(String role) {
        return status(request(role).GET().build()) == OK;
    }

    /** Asks it, who is the primary, to give that up to the other one. */
    void switchOver() {
        HttpRequest request = request("switchover")
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofString("{\"leader\": \"" + name + "\"}"))
                .build();
        int status = status(request);
        // without an answer, or with one that it takes long, it may still happen
        if (status >= BAD_REQUEST && status < SERVER_ERROR)
            throw new IllegalStateException("no switchover from " + name + ": " + status);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + "/" + path))
                .timeout(REST_MAX);
    }

    private int status(HttpRequest request) {
        try {
            return rest.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    int port() {
        return port;
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        kill();
    }
}
