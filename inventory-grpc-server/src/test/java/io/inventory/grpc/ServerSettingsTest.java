package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.PrivatePostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings as an operator meets them: where they come from, what a check says, what is waited for, what stays secret. */
@Timeout(180)
class ServerSettingsTest {
    private static final String SECRET = "planted-4711";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private String run(int exit, Map<String, String> environment, String... arguments) throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, environment, arguments)) {
            assertThat(server.exitCode()).as("%s", server.stderr()).isEqualTo(exit);
            return Files.readString(folder.resolve(ServerProcess.STDOUT)) + String.join("\n", server.stderr());
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void eachSettingIsPrintedWithItsSource() throws Exception {
        Path file = Files.writeString(folder.resolve("server.properties"), "pool-size=3\nqueue-lines=7\n");
        Map<String, String> environment = Map.of(
                "INVENTORY_POOL_SIZE",
                "4",
                "INVENTORY_JDBC_PASSWORD",
                SECRET,
                "INVENTORY_JDBC_URL",
                "jdbc:postgresql://h/d?user=u&password=" + SECRET,
                "INVENTORY_AMQP_URI",
                "amqp://consumer");
        assertThat(run(0, environment, "--print-config", "--port=0", "--config=" + file))
                .contains(
                        "environment pool-size=4\n",
                        "file        queue-lines=7\n",
                        "flag        port=0\n",
                        "default     host=127.0.0.1\n",
                        "environment jdbc-password=***\n",
                        "environment jdbc-url=jdbc:postgresql://h/d?user=u&password=***\n")
                .doesNotContain(SECRET, "amqp");
    }

    @Test
    void whatKubernetesSetsIsExplained() throws Exception {
        assertThat(run(2, Map.of("INVENTORY_PORT", "tcp://10.0.0.1:9090")))
                .contains("INVENTORY_PORT=tcp://10.0.0.1:9090", "Kubernetes", "enableServiceLinks: false");
        assertThat(run(0, Map.of("INVENTORY_PORT", "tcp://10.0.0.1:9090"), "--help"))
                .contains("--port");
        assertThat(run(2, Map.of("INVENTORY_PORT", "nine"))).contains("'nine'", "(from INVENTORY_PORT)");
    }

    @Test
    void aCheckConnectsAndChangesNothing() throws Exception {
        assertThat(run(0, Map.of(), "--check")).contains("can be started");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(run(2, Map.of(), "--check", "--migrate=check")).contains("there is no database");
        assertThat(run(2, Map.of(), "--check", "--batch-lines=0")).contains("--batch-lines must be");
        assertThat(run(2, Map.of(), "--check", "--jdbc-url=jdbc:postgresql://127.0.0.1:" + closedPort() + "/shop"))
                .contains("cannot open the database");
        try (PrivatePostgres postgres = PrivatePostgres.start()) {
            String[] start = {"--jdbc-url=" + postgres.jdbcUrl(), "--jdbc-user=postgres", "--port=0", "--check", "", ""
            };
            start[4] = "--migrate=auto";
            start[5] = "--distribute=off";
            assertThat(run(0, Map.of(), start)).contains("can be started");
            start[4] = "--migrate=check";
            assertThat(run(2, Map.of(), start)).as("no tables were made").contains("lacks");
        }
        try (ServerProcess server = ServerProcess.start(folder, Map.of(), "--port=0")) {
            server.port();
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(128 + 15);
        }
        Path file = folder.resolve("data/inventory.mv.db");
        byte[] before = Files.readAllBytes(file);
        assertThat(run(0, Map.of(), "--check", "--migrate=check")).contains("can be started");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aDatabaseThatStartsLaterIsWaitedFor() throws Exception {
        try (PrivatePostgres postgres = PrivatePostgres.prepare();
                ServerProcess server = ServerProcess.start(
                        folder,
                        Map.of("INVENTORY_JDBC_USER", "postgres"),
                        "--port=0",
                        "--jdbc-url=" + postgres.jdbcUrl())) {
            Awaitility.await().until(() -> waits(server).count() >= 2);
            postgres.restart();
            server.port();
            assertThat(waits(server).map(line -> line.substring(0, 19)))
                    .as("one line a second at most")
                    .doesNotHaveDuplicates();
        }
    }

    private static Stream<String> waits(ServerProcess server) {
        return server.stderr().stream().filter(line -> line.contains("can't be reached yet"));
    }

    @Test
    void whatIsSetUpWronglyIsNotWaitedFor() throws Exception {
        try (PrivatePostgres postgres = PrivatePostgres.start()) {
            String missing = postgres.jdbcUrl() + "-missing";
            long startNanos = System.nanoTime();
            assertThat(run(2, Map.of(), "--jdbc-user=postgres", "--store-wait=1h", "--jdbc-url=" + missing))
                    .contains("does not exist")
                    .doesNotContain("waiting");
            assertThat(run(2, Map.of(), "--jdbc-user=stranger", "--store-wait=1h", "--jdbc-url=" + postgres.jdbcUrl()))
                    .contains("stranger")
                    .doesNotContain("waiting");
            assertThat(System.nanoTime() - startNanos).isLessThan(60_000_000_000L);
        }
        String closed = "--jdbc-url=jdbc:postgresql://127.0.0.1:" + closedPort() + "/shop";
        assertThat(run(2, Map.of(), closed, "--store-wait=0s"))
                .contains("refused")
                .doesNotContain("waiting");
        assertThat(run(2, Map.of(), closed, "--store-wait=2s")).contains("refused", "waiting");
    }

    @Test
    void secretsAreInNothingThatIsPrinted() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), SECRET + "\n");
        Path config = Files.writeString(folder.resolve("server.properties"), "jdbc-password=" + SECRET);
        String closed = "jdbc:postgresql://127.0.0.1:" + closedPort() + "/shop";
        List<List<String>> failing = List.of(
                List.of("--jdbc-password-file=" + file, "--jdbc-url=" + closed),
                List.of("--jdbc-password=" + SECRET, "--jdbc-url=" + closed),
                List.of("--config=" + config, "--jdbc-url=" + closed),
                List.of("--config=" + file),
                List.of("--jdbc-password=" + SECRET, "--jdbc-password-file=" + file),
                List.of("--jdbc-pasword=" + SECRET),
                List.of("--jdbc-password", "x", SECRET),
                List.of("--jdbc-url=" + closed + "?password=" + SECRET),
                List.of("--jdbc-url=" + closed + "?user=u&password=" + SECRET + "%"),
                List.of("--jdbc-url=jdbc:postgresql://u:" + SECRET + "@127.0.0.1/shop"),
                List.of("--jdbc-url=jdbc:postgresql://[/shop?password=" + SECRET),
                List.of("--jdbc-url=jdbc:oracle:thin:u/x?password=" + SECRET),
                List.of("--jdbc-url=jdbc:h2:relative;PASSWORD=" + SECRET),
                List.of("--jdbc-url=jdbc:h2:mem:x;PASSWORD=" + SECRET + ";NO_SUCH=1"),
                List.of("--jdbc-url=jdbc:h2:mem:x;PASSWORD=" + SECRET, "--jdbc-password=other"));
        for (List<String> arguments : failing) {
            String[] all = Stream.concat(arguments.stream(), Stream.of("--store-wait=0s", "--port=0"))
                    .toArray(String[]::new);
            assertThat(run(2, Map.of("INVENTORY_LOG_LEVEL", "DEBUG"), all))
                    .as("%s", arguments)
                    .doesNotContain(SECRET);
        }
        for (List<String> arguments : List.of(
                List.of("--jdbc-url=jdbc:h2:mem:x", "--jdbc-password-file=" + file),
                List.of("--jdbc-url=jdbc:h2:mem:x;PASSWORD=" + SECRET))) {
            Map<String, String> environment = Map.of("INVENTORY_LOG_LEVEL", "DEBUG", "INVENTORY_PORT", "0");
            try (ServerProcess server = ServerProcess.start(folder, environment, arguments.toArray(String[]::new))) {
                server.port();
                assertThat(String.join("\n", server.stderr())).contains("DEBUG").doesNotContain(SECRET);
            }
        }
    }
}
