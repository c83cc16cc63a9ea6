package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls when the client is closed. */
@Timeout(60)
class ClosingTest {
    private static final GetStock GET = new GetStock(Clients.SKU);

    @Test
    void aClosedClientIsUnavailable() throws Exception {
        try (TestServer server = new TestServer(call -> {})) {
            Inventory client = InventoryClient.connect(server.address());
            client.close();
            assertThat(client.submit(GET))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void closingWaitsForCallsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            begun.countDown();
            Clients.await(end);
        })) {
            InventoryClient client = Clients.patient(server);
            CompletableFuture<Stock> answer = client.submit(GET);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
            end.countDown();
            closing.get(20, TimeUnit.SECONDS);
            assertThat(answer).isCompletedWithValueMatching(stock -> stock.sku().equals(Clients.SKU));
        }
    }
}
