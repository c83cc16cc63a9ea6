package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ConflictException;
import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.management.Scrape;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The management port of a real server: what it counts is what the tables show. */
@Timeout(180)
class ServedMetricsTest {
    private static final Sku SKU = new Sku("SECRET-SKU");
    private static final int CALLERS = 4;
    private static final int ORDERS = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private int replays;
    private int refusedForOtherLines;

    @Test
    void countersAgreeWithTheTables() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Scrape scrape;
        try (ServerProcess server =
                ServerProcess.start(folder, Map.of(), "--port=0", "--request-timeout=20s", "--retain-orders=1h")) {
            URI metrics = server.management("/metrics");
            assertThat(Scrape.get(server.management("/healthz")).statusCode()).isEqualTo(200);
            assertThat(Scrape.get(server.management("/readyz")).statusCode()).isEqualTo(200);
            try (Inventory client = InventoryClient.builder("127.0.0.1:" + server.port())
                    .deadline(Duration.ofSeconds(20))
                    .retries(false)
                    .build()) {
                client.create(SKU, 500, new RequestId("opening"));
                load(client, seed);
                Awaitility.await()
                        .until(() ->
                                Scrape.of(metrics).sum("grpc_server_processing_duration_seconds_count") >= calls());
                scrape = Scrape.of(metrics);
            }
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(128 + 15);
        }
        assertAgree(scrape);
        assertThat(scrape.labelValues())
                .noneMatch(value -> value.contains("SECRET") || value.contains("order-"))
                .noneMatch(value -> value.contains(folder.toString()));
        scrape.assertDocumented("### inventory-grpc-server", ServedMetricsTest::isDocumented);
    }

    /** Those of the garbage collector depend on which there is. */
    private static boolean isDocumented(String name) {
        return !name.startsWith("jvm_gc_");
    }

    private synchronized void count(int moreReplays, int moreRefused) {
        replays += moreReplays;
        refusedForOtherLines += moreRefused;
    }

    private synchronized int calls() {
        return 1 + CALLERS * ORDERS + replays + refusedForOtherLines;
    }

    /** Each caller makes orders of its own: some are too large, some are sent again, changed, or rolled back. */
    private void load(Inventory client, long seed) {
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(CompletableFuture.runAsync(
                    () -> order(client, caller, new Random(seed + caller)), task -> new Thread(task).start()));
        }
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
    }

    private void order(Inventory client, int caller, Random random) {
        for (int i = 0; i < ORDERS; i++) {
            OrderId order = new OrderId("order-" + caller + "-" + i);
            List<OrderLine> lines =
                    List.of(new OrderLine(SKU, random.nextInt(10) == 0 ? 1_000 : 1 + random.nextInt(3)));
            if (random.nextInt(10) == 0) {
                client.rollback(order);
                continue;
            }
            boolean deducted = client.deduct(order, lines) instanceof DeductOutcome.Deducted;
            if (random.nextInt(5) == 0) {
                client.deduct(order, lines);
                count(1, 0);
            }
            if (random.nextInt(10) == 0) refuse(client, order);
            if (deducted && random.nextInt(5) == 0) {
                client.rollback(order);
                client.rollback(order);
                count(2, 0);
            }
        }
    }

    private void refuse(Inventory client, OrderId order) {
        try {
            client.deduct(order, List.of(new OrderLine(SKU, 77)));
            throw new AssertionError("another order under the same id was taken");
        } catch (ConflictException e) {
            count(0, 1);
        }
    }

    private void assertAgree(Scrape scrape) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("data/inventory"), "sa", "")) {
            double rolledBack = rows(connection, "inventory_orders where status = 'ROLLED_BACK'");
            assertThat(commands(scrape, "deduct", "done", "none"))
                    .isPositive()
                    .isEqualTo(rows(connection, "inventory_orders where status in ('DEDUCTED', 'ROLLED_BACK')"))
                    .isEqualTo(rows(connection, "inventory_logs where reason = 'order_created'"));
            assertThat(commands(scrape, "deduct", "rejected", "INSUFFICIENT_STOCK"))
                    .isPositive()
                    .isEqualTo(rows(connection, "inventory_orders where status = 'REJECTED'"));
            assertThat(commands(scrape, "rollback", "done", "none"))
                    .isPositive()
                    .isEqualTo(rolledBack);
            assertThat(commands(scrape, "rollback", "tombstone", "none"))
                    .isPositive()
                    .isEqualTo(rows(connection, "inventory_orders where status = 'CANCELED'"));
            assertThat(scrape.sum("inventory_commands_total", "outcome=\"replayed\""))
                    .isEqualTo(replays - rolledBack);
            assertThat(commands(scrape, "deduct", "refused", "ORDER_MISMATCH")).isEqualTo(refusedForOtherLines);
            assertThat(commands(scrape, "create_stock", "done", "none"))
                    .isEqualTo(rows(connection, "inventory_requests"));
            assertThat(scrape.sum("inventory_commands_duration_seconds_count", "kind=\"deduct\""))
                    .isEqualTo(scrape.sum("inventory_commands_total", "kind=\"deduct\""));
            assertThat(scrape.sum("grpc_server_processing_duration_seconds_count"))
                    .isEqualTo(calls());
            assertThat(scrape.sum("grpc_server_processing_duration_seconds_count", "statusCode=\"ALREADY_EXISTS\""))
                    .isEqualTo(refusedForOtherLines);
        }
    }

    private static double commands(Scrape scrape, String kind, String outcome, String reason) {
        return scrape.sum(
                "inventory_commands_total",
                "kind=\"" + kind + "\"",
                "outcome=\"" + outcome + "\"",
                "reason=\"" + reason + "\"");
    }

    private static double rows(Connection connection, String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aManagementPortInUseIsReportedInOneLineThatNamesTheFlag() throws Exception {
        try (ServerProcess first = ServerProcess.start(folder.resolve("."), Map.of(), "--port=0")) {
            int taken = first.management("/").getPort();
            try (ServerProcess second = ServerProcess.start(
                    folder, Map.of(), "--port=0", "--jdbc-url=jdbc:h2:mem:second", "--management-port=" + taken)) {
                assertThat(second.exitCode()).isEqualTo(2);
                assertThat(second.stderr()).hasSize(1);
                assertThat(second.stderr().get(0)).contains("--management-port");
            }
        }
    }

    @Test
    void theLogIsWrittenAsJsonOnRequestWithIdsAsFields() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                        folder, Map.of(), "--port=0", "--log-format=json", "--jdbc-url=jdbc:h2:mem:json");
                Inventory client = InventoryClient.connect("127.0.0.1:" + server.jsonPort())) {
            client.deduct(new OrderId("o-1"), List.of(new OrderLine(SKU, 1)));
            Awaitility.await().until(() -> server.stderr().size() >= 2);
            assertThat(server.stderr()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
            assertThat(server.stderr().get(1))
                    .contains("\"order_id\":\"o-1\"", "\"reason\":\"UNKNOWN_SKU\"", "\"sku_id\":\"[SECRET-SKU]\"");
        }
    }
}
