package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What follows an outage that took longer than gRPC's first pauses. */
@Timeout(60)
class ReconnectionTest {
    /** The pauses of gRPC itself, which begin with a second and grow by 1.6, are longer than {@link #SOON} by now. */
    private static final Duration OUTAGE = Duration.ofSeconds(8);

    private static final Duration SOON = InventoryClient.RECONNECT_MAX.plusSeconds(2);

    @Test
    void theOnlyServerIsAskedAgainSoon() throws Exception {
        TestServer server = new TestServer(call -> {});
        int port = server.port();
        try (Inventory client = InventoryClient.connect(server.address())) {
            client.stock(Clients.SKU);
            server.stop();
            awaitAnAttemptAfterTheOutage(port);
            try (TestServer again = new TestServer(port, call -> {})) {
                Awaitility.await().atMost(SOON).ignoreExceptions().until(() -> {
                    client.stock(Clients.SKU);
                    return again.calls() > 0;
                });
            }
        }
    }

    @Test
    void oneOfTwoServersIsAskedAgainSoon() throws Exception {
        TestServer first = new TestServer(call -> {});
        int port = first.port();
        try (TestServer second = new TestServer(call -> {});
                Inventory client = InventoryClient.connect(first.address(), second.address())) {
            Awaitility.await("connected to both").until(() -> {
                client.stock(Clients.SKU);
                return first.calls() > 0 && second.calls() > 0;
            });
            first.stop();
            awaitAnAttemptAfterTheOutage(port);
            try (TestServer again = new TestServer(port, call -> {})) {
                Awaitility.await().atMost(SOON).until(() -> {
                    assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
                    return again.calls() > 0;
                });
            }
        }
    }

    /** Takes connections and ends them. Just after the last, the pause until the next attempt has all its length before it. */
    private static void awaitAnAttemptAfterTheOutage(int port) throws IOException {
        long begin = System.nanoTime();
        try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
            boolean over = false;
            while (!over) {
                server.accept().close();
                over = System.nanoTime() - begin > OUTAGE.toNanos();
            }
        }
    }
}
