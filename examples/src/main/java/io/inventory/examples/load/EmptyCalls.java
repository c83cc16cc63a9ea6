package io.inventory.examples.load;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.Stock;
import io.inventory.client.InventoryClient;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The measure for reads: where a stock is read, it makes the emptiest call that the same server answers (a health check)
 * and returns a stock of its own making.
 */
final class EmptyCalls implements Inventory {
    private final InventoryClient inventory;
    private final ManagedChannel channel;
    private final HealthGrpc.HealthStub health;
    private final long deadlineMillis;

    /** As the client calls: with its deadline, its retries and its balancing, so that only what is asked for differs. */
    EmptyCalls(String address, long deadlineMillis, boolean retries) {
        inventory = InventoryClient.connect(address);
        this.deadlineMillis = deadlineMillis;
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .directExecutor()
                .defaultServiceConfig(InventoryClient.serviceConfig())
                .perRpcBufferLimit(InventoryClient.REQUEST_BYTES_MAX);
        if (retries) builder.enableRetry();
        else builder.disableRetry();
        channel = builder.build();
        health = HealthGrpc.newStub(channel);
    }

    @Override
    public <A> A execute(Request<A> request) {
        return inventory.execute(request);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return request instanceof GetStock get ? (CompletableFuture<A>) empty(get) : inventory.submit(request);
    }

    private CompletableFuture<Stock> empty(GetStock get) {
        CompletableFuture<Stock> answer = new CompletableFuture<>();
        StreamObserver<HealthCheckResponse> observer = new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse response) {
                answer.complete(new Stock(get.sku(), 0, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH));
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                // the answer was all
            }
        };
        health.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
                .check(HealthCheckRequest.getDefaultInstance(), observer);
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        inventory.close();
    }
}
