package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopTest {
    private static final GetStockRequest GET =
            GetStockRequest.newBuilder().setSkuId("S").build();

    @Test
    void healthIsServingForTheServerAndEachService() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            for (String service : List.of("", "inventory.v1.InventoryService", "inventory.v1.InventoryAdminService"))
                assertThat(HealthGrpc.newBlockingStub(server.channel())
                                .check(HealthCheckRequest.newBuilder()
                                        .setService(service)
                                        .build())
                                .getStatus())
                        .as(service)
                        .isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void aStopTellsWatchersFirstAndAnswersWhatIsUnderWay() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            Queue<ServingStatus> watched = new ConcurrentLinkedQueue<>();
            HealthGrpc.newStub(server.channel()).watch(HealthCheckRequest.getDefaultInstance(), new Watcher(watched));
            Awaitility.await().until(() -> watched.contains(ServingStatus.SERVING));
            CompletableFuture<GetStockResponse> answer =
                    CompletableFuture.supplyAsync(() -> server.orders().getStock(GET));
            Awaitility.await().until(() -> !inventory.asked().isEmpty());

            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server.endpoint()::close);
            Awaitility.await().until(() -> watched.contains(ServingStatus.NOT_SERVING));
            assertThat(stopping).isNotDone();
            inventory
                    .asked()
                    .remove()
                    .answer()
                    .complete(new Stock(new Sku("S"), 1, 0, 1, Instant.EPOCH, Instant.EPOCH));

            assertThat(answer.get(10, TimeUnit.SECONDS).getStock().getSkuId()).isEqualTo("S");
            stopping.get(3, TimeUnit.SECONDS);
            assertThatThrownBy(() -> server.orders().getStock(GET)).hasMessageContaining("UNAVAILABLE");
            server.endpoint().close();
        }
    }

    @Test
    void aStopWithoutCallsIsImmediateEvenWithWatchers() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.create(new Sku("S"), 1, new RequestId("r"));
        try (ServerFixture server = new ServerFixture(inventory)) {
            Queue<ServingStatus> watched = new ConcurrentLinkedQueue<>();
            HealthGrpc.newStub(server.channel()).watch(HealthCheckRequest.getDefaultInstance(), new Watcher(watched));
            Awaitility.await().until(() -> !watched.isEmpty());
            server.orders().getStock(GET);
            long start = System.nanoTime();
            server.endpoint().close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private record Watcher(Queue<ServingStatus> watched) implements StreamObserver<HealthCheckResponse> {
        @Override
        public void onNext(HealthCheckResponse response) {
            watched.add(response.getStatus());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
