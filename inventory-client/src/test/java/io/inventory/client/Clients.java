package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Sku;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What tests of the client share. */
final class Clients {
    static final Sku SKU = new Sku("S");

    /** Long enough for a machine that does other things too. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Clients() {}

    static InventoryClient patient(TestServer server) {
        return InventoryClient.builder(server.address()).deadline(PATIENCE).build();
    }

    /** What a read fails with. */
    static InventoryException failure(Inventory client) {
        InventoryException failure = catchThrowableOfType(InventoryException.class, () -> client.stock(SKU));
        assertThat(failure).isNotNull();
        return failure;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
