package io.inventory.client;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.Signal;
import io.inventory.v1.StockEdge;
import io.inventory.v1.StockEdgeKind;
import io.inventory.v1.WatchSignalsRequest;
import io.inventory.v1.WatchSignalsResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A gRPC server on a free port whose streams of signals do what a test wants. */
final class SignalServer implements AutoCloseable {
    /** What becomes of each stream as it is opened. */
    interface Behaviour {
        void opened(Watch watch);
    }

    private final List<WatchSignalsRequest> requests = new CopyOnWriteArrayList<>();
    private final Server server;

    SignalServer(Behaviour behaviour) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new InventoryServiceGrpc.InventoryServiceImplBase() {
                    @Override
                    public void watchSignals(WatchSignalsRequest request, StreamObserver<WatchSignalsResponse> caller) {
                        requests.add(request);
                        behaviour.opened(new Watch(
                                requests.size(), request, (ServerCallStreamObserver<WatchSignalsResponse>) caller));
                    }
                })
                .build()
                .start();
    }

    /** A stream; {@code number} counts from 1. */
    record Watch(int number, WatchSignalsRequest request, ServerCallStreamObserver<WatchSignalsResponse> caller) {
        Watch position(int position) {
            caller.onNext(WatchSignalsResponse.newBuilder()
                    .setResumeToken(Integer.toString(position))
                    .build());
            return this;
        }

        Watch signals(int first, int last) {
            for (int i = first; i <= last; i++) caller.onNext(signal(i));
            return this;
        }

        /** All after the position that was asked for, and then the end. */
        void rest(int last) {
            signals(Integer.parseInt(request.getResumeToken()) + 1, last);
        }

        void fail(StatusRuntimeException failure) {
            caller.onError(failure);
        }
    }

    static WatchSignalsResponse signal(int position) {
        return response(
                position,
                Signal.newBuilder()
                        .setStockEdge(StockEdge.newBuilder()
                                .setKind(StockEdgeKind.STOCK_EDGE_KIND_BACK)
                                .setSkuId("S")
                                .setVersion(position))
                        .build());
    }

    static WatchSignalsResponse response(int position, Signal signal) {
        return WatchSignalsResponse.newBuilder()
                .setSignal(signal)
                .setResumeToken(Integer.toString(position))
                .build();
    }

    /** Sends signals for as long as the client takes them. */
    static void sendWhatIsTaken(Watch watch, List<Integer> sent) {
        AtomicBoolean ended = new AtomicBoolean();
        watch.caller().setOnCancelHandler(() -> ended.set(true));
        watch.caller().setOnReadyHandler(() -> {
            while (watch.caller().isReady() && !ended.get()) {
                sent.add(sent.size() + 1);
                watch.caller().onNext(signal(sent.size()));
            }
        });
    }

    /** The same up to a last one, after the token that was asked for. */
    static void sendWhatIsTaken(Watch watch, int last) {
        String token = watch.request().getResumeToken();
        AtomicInteger position = new AtomicInteger(token.isEmpty() ? 0 : Integer.parseInt(token));
        AtomicBoolean ended = new AtomicBoolean();
        watch.caller().setOnCancelHandler(() -> ended.set(true));
        watch.caller().setOnReadyHandler(() -> {
            while (watch.caller().isReady() && !ended.get() && position.get() < last)
                watch.caller().onNext(signal(position.incrementAndGet()));
        });
    }

    static StatusRuntimeException unavailable() {
        return Status.UNAVAILABLE.withDescription("as the test wants it").asRuntimeException();
    }

    int port() {
        return server.getPort();
    }

    List<WatchSignalsRequest> requests() {
        return requests;
    }

    InventoryClient.Builder client() {
        return InventoryClient.builder("127.0.0.1:" + port()).deadline(Clients.PATIENCE);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
