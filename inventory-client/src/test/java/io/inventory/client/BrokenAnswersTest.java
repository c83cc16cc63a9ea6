package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.GetStock;
import io.inventory.Inventory;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a call is sent whose answers break off, which gRPC leaves to its callers. */
@Timeout(60)
class BrokenAnswersTest {
    /** Of the tokens that successes give back, half may be used. */
    private static final int SENT_AGAIN_MAX = 500;

    private final AtomicInteger calls = new AtomicInteger();
    private final Metadata trailers = new Metadata();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(InventoryServiceGrpc.bindService(new InventoryServiceGrpc.InventoryServiceImplBase() {
                    @Override
                    public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
                        calls.incrementAndGet();
                        caller.onNext(GetStockResponse.getDefaultInstance());
                        caller.onError(Status.UNAVAILABLE.asRuntimeException(trailers));
                    }
                }))
                .build()
                .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination();
    }

    @Test
    void aCallIsSentOnceMoreAfterAPause() {
        try (Inventory client = client()) {
            long start = System.nanoTime();
            assertThat(Clients.failure(client)).isInstanceOf(UnavailableException.class);
            assertThat(Clients.millisSince(start)).isGreaterThanOrEqualTo(40);
            assertThat(calls.get()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatAsksForNoMoreGetsNoMore() {
        trailers.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "-1");
        try (Inventory client = client()) {
            assertThat(Clients.failure(client)).isInstanceOf(UnavailableException.class);
            assertThat(calls.get()).isEqualTo(1);
        }
    }

    @Test
    void manyCallsAreNotAllSentAgain() {
        int many = 2_000;
        try (Inventory client = client()) {
            List<CompletableFuture<Stock>> answers = Stream.generate(() -> client.submit(new GetStock(Clients.SKU)))
                    .limit(many)
                    .toList();
            for (CompletableFuture<Stock> answer : answers) Clients.failure(answer);
            assertThat(calls.get()).isGreaterThan(many).isLessThanOrEqualTo(many + SENT_AGAIN_MAX);
        }
    }

    private Inventory client() {
        return InventoryClient.builder("127.0.0.1:" + server.getPort())
                .deadline(Clients.PATIENCE)
                .build();
    }
}
