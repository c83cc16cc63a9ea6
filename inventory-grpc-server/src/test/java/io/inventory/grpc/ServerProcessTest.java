package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as operators see it: a process, its exit status and what it writes to stderr. */
@Timeout(180)
class ServerProcessTest {
    private static final Sku SKU = new Sku("S");
    /** About 2 s where nothing else runs; here two modules are tested at once, on machines of any speed. "measure start" measures it. */
    private static final Duration FIRST_ANSWER_MAX = Duration.ofSeconds(12);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theFirstRequestIsAnsweredSoonOnH2() throws Exception {
        Duration fastest = timeToFirstAnswer(folder.resolve("1"));
        // a machine that does other things at the same time gets another chance
        for (int start = 2; start <= 3 && fastest.compareTo(FIRST_ANSWER_MAX) >= 0; start++) {
            Duration next = timeToFirstAnswer(folder.resolve(Integer.toString(start)));
            if (next.compareTo(fastest) < 0) fastest = next;
        }
        assertThat(fastest).isLessThan(FIRST_ANSWER_MAX);
    }

    private Duration timeToFirstAnswer(Path data) throws Exception {
        Files.createDirectory(data);
        long start = System.nanoTime();
        try (ServerProcess server = start(data);
                Inventory client = client(server.port())) {
            client.create(SKU, 1, new RequestId("r"));
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            Duration worked = server.cpuTime();
            return worked.compareTo(elapsed) < 0 ? worked : elapsed;
        }
    }

    @Test
    void sigtermAnswersWhatIsUnderWayAndKeepsWhatWasAnswered() throws Exception {
        Queue<OrderId> answered = new ConcurrentLinkedQueue<>();
        try (ServerProcess server = start(folder)) {
            int port = server.port();
            try (Inventory client = client(port)) {
                client.create(SKU, 1_000_000, new RequestId("r"));
                List<CompletableFuture<Void>> buyers = new ArrayList<>();
                for (int buyer = 0; buyer < 8; buyer++) {
                    String name = "buyer-" + buyer + "-";
                    buyers.add(CompletableFuture.runAsync(
                            () -> buyUntilRefused(client, name, answered), task -> new Thread(task).start()));
                }
                Awaitility.await().until(() -> answered.size() > 100);
                server.terminate();
                assertThat(server.exitCode()).isEqualTo(128 + 15);
                assertThat(server.stderr().get(server.stderr().size() - 1)).endsWith("stopped");
                assertThat(server.stderr()).noneMatch(line -> line.contains("cut off"));
                CompletableFuture.allOf(buyers.toArray(CompletableFuture[]::new))
                        .join();
            }
        }
        try (ServerProcess server = start(folder);
                Inventory client = client(server.port())) {
            for (OrderId order : answered)
                assertThat(client.order(order).status()).isEqualTo(OrderStatus.DEDUCTED);
            assertThat(client.stock(SKU).available()).isLessThanOrEqualTo(1_000_000 - answered.size());
        }
    }

    @Test
    void flagsGoBeforeTheEnvironmentBeforeTheFileAndPasswordsAreNotShown() throws Exception {
        Path file = Files.writeString(
                folder.resolve("server.properties"), "request-timeout=600ms\ndrain-timeout=3s\npool-size=3\n");
        Map<String, String> environment = Map.of(
                "INVENTORY_REQUEST_TIMEOUT", "700ms",
                "INVENTORY_POOL_SIZE", "4",
                "INVENTORY_JDBC_URL", "jdbc:h2:mem:secrets;PASSWORD=hush",
                "INVENTORY_JDBC_PASSWORD", "hush");
        try (ServerProcess server =
                ServerProcess.start(folder, environment, "--port=0", "--pool-size=5", "--config=" + file)) {
            server.port();
            assertThat(server.stderr()).hasSize(1);
            assertThat(server.stderr().get(0))
                    .contains("poolSizeMax=5", "requestTimeout=PT0.7S", "drainTimeout=PT3S", "jdbc:h2:mem:secrets")
                    .doesNotContain("hush");
        }
    }

    @Test
    void aPortInUseIsReportedInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("--port", "--port=" + taken.getLocalPort());
        }
    }

    @Test
    void anAddressThatIsNotOursIsReportedInOneLine() throws Exception {
        for (String host : List.of("192.0.2.1", "no-such-host.invalid"))
            try (ServerProcess server = ServerProcess.start(folder, Map.of(), "--host=" + host, "--insecure")) {
                assertThat(server.exitCode()).as("%s", server.stderr()).isEqualTo(2);
                assertThat(server.stderr()).as("%s", server.stderr()).hasSize(2);
                assertThat(server.stderr().get(0)).contains(" WARN ", "--insecure: on " + host);
                assertThat(server.stderr().get(1)).contains("cannot listen on " + host);
            }
    }

    @Test
    void anAddressThatStrangersReachNeedsTlsAndCallers() throws Exception {
        assertRefused("--host=0.0.0.0 can be reached from other machines", "--host=0.0.0.0", "--port=0");
    }

    @Test
    void aDatabaseInUseIsReportedInOneLine() throws Exception {
        try (ServerProcess server = start(folder)) {
            server.port();
            assertRefused("in use by another process", "--port=0");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsReportedInOneLine() throws Exception {
        Files.writeString(folder.resolve("data"), "a file where the folder should be");
        assertRefused("folder is writable", "--port=0");
        assertRefused("folder is writable", "--port=0", "--jdbc-url=jdbc:h2:file:/proc/inventory/data");
    }

    @Test
    void aNewerSchemaIsReportedInOneLine() throws Exception {
        try (ServerProcess server = start(folder)) {
            server.port();
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(128 + 15);
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("data/inventory"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into \"inventory_schema_history\" (\"installed_rank\", \"version\", \"description\","
                            + " \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\")"
                            + " values (999, '999', 'from the future', 'SQL', 'V999__future.sql', 'sa', 1, true)");
        }
        assertRefused("newer", "--port=0");
    }

    @Test
    void aStoreThatIsNotThereIsReportedInOneLine() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertRefused(
                "cannot open the database", "--store-wait=0s", "--jdbc-url=jdbc:postgresql://127.0.0.1:" + port + "/x");
        assertRefused("must begin with jdbc:postgresql: or jdbc:h2:", "--jdbc-url=jdbc:oracle:thin:@x");
    }

    @Test
    void tablesThatAreMissingAreNoticedAtTheStart() throws Exception {
        assertRefused("--migrate=auto", "--port=0", "--migrate=check");
        try (ServerProcess server =
                ServerProcess.start(folder, Map.of(), "--port=0", "--migrate=off", "--jdbc-url=jdbc:h2:mem:empty")) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.stderr().get(server.stderr().size() - 1))
                    .contains("does not answer as it should")
                    .contains("--migrate=auto");
        }
    }

    @Test
    void optionsThatAreWrongAreReportedInOneLine() throws Exception {
        assertRefused("Unknown option: '--prot'; did you mean --port?", "--prot=9090");
        assertRefused("'nine'", "--port=nine");
        assertRefused("0 to 65535", "--port=65536");
        assertRefused("like 800ms", "--request-timeout=1000");
        assertRefused("--calls-per-connection", "--calls-per-connection=0");
        assertRefused("unknown key 'prot'", "--config=" + Files.writeString(folder.resolve("wrong"), "prot=1"));
        assertRefused("cannot read", "--config=" + folder.resolve("missing"));
    }

    private ServerProcess start(Path where) throws IOException {
        return ServerProcess.start(where, Map.of(), "--port=0", "--request-timeout=10s");
    }

    private void assertRefused(String because, String... arguments) throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, Map.of(), arguments)) {
            assertThat(server.exitCode()).as("%s", server.stderr()).isEqualTo(2);
            assertThat(server.stderr()).as("%s", server.stderr()).hasSize(1);
            assertThat(server.stderr().get(0))
                    .startsWith("inventory-grpc-server: ")
                    .contains(because);
        }
    }

    private static void buyUntilRefused(Inventory client, String name, Queue<OrderId> answered) {
        for (int i = 0; ; i++) {
            OrderId order = new OrderId(name + i);
            try {
                if (client.deduct(order, List.of(new OrderLine(SKU, 1))) instanceof DeductOutcome.Deducted)
                    answered.add(order);
            } catch (InventoryException e) {
                return;
            }
        }
    }

    private static InventoryClient client(int port) {
        return InventoryClient.builder("127.0.0.1:" + port)
                .deadline(Duration.ofSeconds(10))
                .retries(false)
                .build();
    }
}
