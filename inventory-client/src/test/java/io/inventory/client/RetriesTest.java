package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent again, how often and when. */
@Timeout(60)
class RetriesTest {
    @Test
    void whatIsUnavailableOrOverloadedIsSentAgainAtTheServersPace() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    if (call == 1) throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 150);
                    if (call == 2) throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full", 150);
                    if (call == 3) throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full", 0);
                });
                Inventory client = Clients.patient(server)) {
            long start = System.nanoTime();
            assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
            assertThat(server.calls()).isEqualTo(4);
            assertThat(Clients.millisSince(start)).isGreaterThanOrEqualTo(300);
        }
    }

    /** As when a connection ends that many calls are under way on. */
    @Test
    void allOfManyCallsThatAreRefusedAtOnceAreSentAgain() throws Exception {
        int calls = 300;
        try (TestServer server = new TestServer(call -> {
                    if (call <= calls) throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 100);
                });
                Inventory client = Clients.patient(server)) {
            List<CompletableFuture<Stock>> answers = Stream.generate(() -> client.submit(new GetStock(Clients.SKU)))
                    .limit(calls)
                    .toList();
            for (CompletableFuture<Stock> answer : answers) assertThat(answer).succeedsWithin(Clients.PATIENCE);
        }
    }

    /** The connection ends in the middle of an answer: gRPC leaves that to its callers. */
    @Test
    void aCallWhoseAnswerBreaksOffIsSentAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(InventoryServiceGrpc.bindService(new InventoryServiceGrpc.InventoryServiceImplBase() {
                    @Override
                    public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
                        caller.onNext(GetStockResponse.newBuilder()
                                .setStock(io.inventory.v1.Stock.newBuilder().setSkuId(request.getSkuId()))
                                .build());
                        if (calls.incrementAndGet() < 3) caller.onError(Status.UNAVAILABLE.asRuntimeException());
                        else caller.onCompleted();
                    }
                }))
                .build()
                .start();
        try (Inventory client = InventoryClient.builder("127.0.0.1:" + server.getPort())
                        .deadline(Clients.PATIENCE)
                        .build();
                Inventory once = InventoryClient.builder("127.0.0.1:" + server.getPort())
                        .deadline(Clients.PATIENCE)
                        .retries(false)
                        .build()) {
            assertThat(Clients.failure(once)).isInstanceOf(UnavailableException.class);
            assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
            assertThat(calls.get()).isEqualTo(3);
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    @Test
    void whatStaysUnavailableIsSentAFewTimesOnly() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full of orders", 10);
                });
                Inventory client = Clients.patient(server)) {
            InventoryException failure = Clients.failure(client);
            assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(failure).hasMessage("full of orders");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(server.calls()).isEqualTo(InventoryClient.ATTEMPTS_MAX);
        }
    }

    @Test
    void whatCannotSucceedIsSentOnce() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.NOT_FOUND_VALUE, "SKU_NOT_FOUND", "no S", 0);
                });
                Inventory client = Clients.patient(server)) {
            InventoryException failure = Clients.failure(client);
            assertThat(failure.reason()).isEqualTo(ErrorReason.SKU_NOT_FOUND);
            assertThat(failure.ids()).containsEntry("sku_id", "S");
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    @Test
    void retriesCanBeSwitchedOff() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 1);
                });
                Inventory client =
                        InventoryClient.builder(server.address()).retries(false).build()) {
            assertThat(Clients.failure(client).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
            assertThat(server.calls()).isEqualTo(1);
        }
    }
}
