package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.Ports;
import io.inventory.jdbi.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two server processes on one PostgreSQL are stopped by SIGTERM and started again in turn, while one client sends orders, as calls
 * and on streams: all are answered, and what was answered is in the tables, once. {@code -Dinventory.restarts=50} does it more
 * often, and prints what callers noticed.
 */
@Timeout(1_800)
class RollingRestartTest {
    private static final int RESTARTS_DEFAULT = 4;
    private static final int RESTARTS = Integer.getInteger("inventory.restarts", RESTARTS_DEFAULT);
    private static final int RESTARTS_MIN = 2;

    /** On a machine with much to do the default number of restarts ends earlier. */
    private static final Duration TIME_MAX = Duration.ofSeconds(40);

    /** The drain has 10 s by default, and needs a moment. */
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private static final int ORDERS_BETWEEN = 200;
    private static final int SIGTERM_EXIT = 128 + 15;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void noOrderIsLostOrRefusedWhileServersAreStoppedInTurn() throws Exception {
        int[] ports = {Ports.free(), Ports.free()};
        ServerProcess[] servers = {start(0, ports[0]), start(1, ports[1])};
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        AnsweringServers answering = new AnsweringServers();
        long began = System.nanoTime();
        int restarts = 0;
        try (InventoryClient client = InventoryClient.builder("127.0.0.1:" + ports[0], "127.0.0.1:" + ports[1])
                .deadline(SteadyOrders.DEADLINE)
                .streaming(true)
                .meterRegistry(meters)
                .intercept(answering)
                .build()) {
            for (ServerProcess server : servers) server.port();
            client.create(SteadyOrders.SKU, SteadyOrders.OPENING, new RequestId("opening"));
            SteadyOrders orders = new SteadyOrders(client);
            try (orders) {
                while (restarts < RESTARTS && !isLate(restarts, began)) {
                    int turn = restarts++ % 2;
                    // stopped before it was there for the client, nobody would be
                    for (int port : ports) answering.awaitMore(port);
                    stop(servers[turn]);
                    orders.awaitMore(ORDERS_BETWEEN);
                    servers[turn] = start(turn, ports[turn]);
                    servers[turn].port();
                }
            }
            print(restarts, Duration.ofNanos(System.nanoTime() - began), orders, meters);
            assertThat(orders.failures()).isEmpty();
            assertStored(orders, client);
        } finally {
            for (ServerProcess server : servers) server.close();
        }
        assertThat(restarts).isGreaterThanOrEqualTo(RESTARTS_MIN);
    }

    private static boolean isLate(int restarts, long began) {
        return RESTARTS == RESTARTS_DEFAULT
                && restarts >= RESTARTS_MIN
                && System.nanoTime() - began > TIME_MAX.toNanos();
    }

    private ServerProcess start(int number, int port) throws IOException {
        return ServerProcess.start(
                Files.createDirectories(folder.resolve(Integer.toString(number))),
                Map.of(),
                "--port=" + port,
                "--request-timeout=20s",
                "--jdbc-url=" + DATABASE.jdbcUrl(),
                "--jdbc-user=" + DATABASE.settings().user());
    }

    private static void stop(ServerProcess server) throws InterruptedException {
        long start = System.nanoTime();
        server.terminate();
        assertThat(server.exitCode()).as("%s", server.stderr()).isEqualTo(SIGTERM_EXIT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STOP_MAX);
        assertThat(server.stderr().get(server.stderr().size() - 1)).endsWith("stopped");
        assertThat(server.stderr()).noneMatch(line -> line.contains(" ERROR "));
    }

    /** Every order that was answered is there, once, and nothing else is; the ledger says the same as the stock. */
    private static void assertStored(SteadyOrders orders, Inventory client) {
        assertThat(strings("select order_id from inventory_orders"))
                .containsExactlyInAnyOrderElementsOf(orders.answered());
        assertThat(strings("select ref_id from inventory_logs where reason = 'order_created' and change = -1"))
                .containsExactlyInAnyOrderElementsOf(orders.answered());
        assertThat(client.stock(SteadyOrders.SKU).available())
                .isEqualTo(SteadyOrders.OPENING - orders.answered().size());
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
    }

    private static List<String> strings(String query) {
        return Jdbi.create(DATABASE.dataSource())
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }

    private static void print(int restarts, Duration time, SteadyOrders orders, SimpleMeterRegistry meters) {
        System.out.printf(
                Locale.ROOT,
                "%d restarts in %d s: %d orders answered, %d failed; the longest took %d ms as a call, %d ms on a stream; %.0f were"
                        + " sent again, and %d of them had been carried out before%n",
                restarts,
                time.toSeconds(),
                orders.answered().size(),
                orders.failures().size(),
                orders.longestCall().toMillis(),
                orders.longestOnStream().toMillis(),
                meters.get("inventory.client.sent.again").counter().count(),
                orders.replayed());
    }
}
