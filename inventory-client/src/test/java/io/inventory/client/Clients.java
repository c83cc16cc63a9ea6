package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.Rollback;
import io.inventory.Sku;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    static Deduct deduct(String orderId) {
        return new Deduct(new OrderId(orderId), List.of(new OrderLine(SKU, 1)));
    }

    static Confirm confirm(String orderId) {
        return new Confirm(new OrderId(orderId));
    }

    static Rollback rollback(String orderId) {
        return new Rollback(new OrderId(orderId));
    }

    /** What a request fails with. */
    static InventoryException failure(Inventory client, Request<?> request) {
        InventoryException failure = catchThrowableOfType(InventoryException.class, () -> client.execute(request));
        assertThat(failure).isNotNull();
        return failure;
    }

    /** What a future failed with, within the tests' patience. */
    static Throwable failure(CompletableFuture<?> answer) {
        assertThat(answer).failsWithin(PATIENCE);
        return answer.handle((value, failure) -> failure).join();
    }

    /** What a read fails with. */
    static InventoryException failure(Inventory client) {
        return failure(client, new GetStock(SKU));
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
