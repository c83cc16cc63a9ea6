package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.Stock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller that blocks needs no other thread than its own and the network's. */
@Timeout(60)
class BlockingCallTest {
    private static final Sku SKU = new Sku("S");

    @Test
    void itMayBeMadeOnTheOnlyThreadOfTheExecutor() throws Exception {
        ExecutorService only = Executors.newSingleThreadExecutor();
        try (TestServer server = new TestServer(call -> {});
                Inventory client = InventoryClient.builder(server.address())
                        .deadline(Duration.ofSeconds(10))
                        .executor(only)
                        .build()) {
            CompletableFuture<Stock> answer = CompletableFuture.supplyAsync(() -> client.stock(SKU), only);
            assertThat(answer.get(20, TimeUnit.SECONDS).sku()).isEqualTo(SKU);
        } finally {
            only.shutdownNow();
        }
    }

    @Test
    void aFutureIsCompletedOnTheExecutor() throws Exception {
        ExecutorService only = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-callers-own"));
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (TestServer server = new TestServer(call -> go.join());
                Inventory client =
                        InventoryClient.builder(server.address()).executor(only).build()) {
            CompletableFuture<String> thread = client.submit(new GetStock(SKU))
                    .thenApply(stock -> Thread.currentThread().getName());
            go.complete(null);
            assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo("the-callers-own");
        } finally {
            only.shutdownNow();
        }
    }
}
