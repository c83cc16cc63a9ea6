package io.inventory.client;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.Deducted;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.Stock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gRPC server on a free port that answers as a test wants it to: the real one is in a module that needs this one. */
final class TestServer implements AutoCloseable {
    /** What becomes of a call; {@code number} counts from 1. */
    interface Behaviour {
        /** Returns normally for a good answer. */
        void meet(int number) throws StatusRuntimeException;
    }

    private final AtomicInteger calls = new AtomicInteger();
    private final Server server;
    private volatile @Nullable GetStockResponse instead;

    TestServer(Behaviour behaviour) throws IOException {
        this(0, behaviour);
    }

    TestServer(int port, Behaviour behaviour) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(new InventoryServiceGrpc.InventoryServiceImplBase() {
                    @Override
                    public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
                        answer(
                                behaviour,
                                instead != null
                                        ? instead
                                        : GetStockResponse.newBuilder()
                                                .setStock(Stock.newBuilder().setSkuId(request.getSkuId()))
                                                .build(),
                                caller);
                    }

                    @Override
                    public void deductStock(DeductStockRequest request, StreamObserver<DeductStockResponse> caller) {
                        answer(
                                behaviour,
                                DeductStockResponse.newBuilder()
                                        .setDeducted(Deducted.newBuilder().setOrderId(request.getOrderId()))
                                        .build(),
                                caller);
                    }
                })
                .build()
                .start();
    }

    private <S> void answer(Behaviour behaviour, S good, StreamObserver<S> caller) {
        try {
            behaviour.meet(calls.incrementAndGet());
        } catch (StatusRuntimeException e) {
            caller.onError(e);
            return;
        }
        caller.onNext(good);
        caller.onCompleted();
    }

    /** A status as the real server gives it. */
    static StatusRuntimeException status(int code, String reason, String message, int pushbackMillis) {
        Metadata trailers = new Metadata();
        if (pushbackMillis > 0)
            trailers.put(
                    Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER),
                    Integer.toString(pushbackMillis));
        return StatusProto.toStatusRuntimeException(
                com.google.rpc.Status.newBuilder()
                        .setCode(code)
                        .setMessage(message)
                        .addDetails(Any.pack(ErrorInfo.newBuilder()
                                .setDomain("inventory")
                                .setReason(reason)
                                .putMetadata("sku_id", "S")
                                .build()))
                        .build(),
                trailers);
    }

    int port() {
        return server.getPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    int calls() {
        return calls.get();
    }

    /** What reads are answered with from now on. */
    void answerWith(GetStockResponse response) {
        instead = response;
    }

    /** Ends as a process that is killed does. */
    void stop() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
