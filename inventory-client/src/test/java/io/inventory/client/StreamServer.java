package io.inventory.client;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.v1.ConfirmStockResponse;
import io.inventory.v1.Confirmed;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.Deducted;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExpireReservationResponse;
import io.inventory.v1.Expired;
import io.inventory.v1.ExtendReservationResponse;
import io.inventory.v1.Extended;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.NothingToRollBack;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import io.inventory.v1.RollbackStockResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A gRPC server on a free port whose streams do what a test wants. */
final class StreamServer implements AutoCloseable {
    /** What becomes of each command as it comes; on the stream's thread. */
    interface Behaviour {
        void received(Command command);
    }

    /** Held here so that it keeps its level: gRPC logs each message that is too large or comes on a closed stream. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    static {
        GRPC.setLevel(Level.OFF);
    }

    private final List<Command> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final Server server;

    StreamServer(Behaviour behaviour) throws IOException {
        this(behaviour, () -> {}, 1 << 20);
    }

    /** @param alone what becomes of a command that comes as a call of its own, before it is answered */
    StreamServer(Behaviour behaviour, Runnable alone, int requestBytesMax) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(requestBytesMax)
                .addService(new InventoryServiceGrpc.InventoryServiceImplBase() {
                    @Override
                    public StreamObserver<ProcessOrdersRequest> processOrders(
                            StreamObserver<ProcessOrdersResponse> caller) {
                        open.incrementAndGet();
                        return new Stream(behaviour, streams.incrementAndGet(), caller);
                    }

                    @Override
                    public void deductStock(DeductStockRequest request, StreamObserver<DeductStockResponse> caller) {
                        calls.incrementAndGet();
                        alone.run();
                        caller.onNext(deducted(request.getOrderId()));
                        caller.onCompleted();
                    }
                })
                .addService(new InventoryAdminServiceGrpc.InventoryAdminServiceImplBase() {
                    @Override
                    public void expireReservation(
                            ExpireReservationRequest request, StreamObserver<ExpireReservationResponse> caller) {
                        calls.incrementAndGet();
                        alone.run();
                        caller.onNext(ExpireReservationResponse.newBuilder()
                                .setExpired(Expired.newBuilder().setOrderId(request.getOrderId()))
                                .build());
                        caller.onCompleted();
                    }
                })
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** All commands that came on streams, in their order. */
    List<Command> received() {
        return received;
    }

    /** How many streams were opened. */
    int streams() {
        return streams.get();
    }

    /** How many of them have not ended. */
    int open() {
        return open.get();
    }

    /** How many commands came as calls of their own. */
    int calls() {
        return calls.get();
    }

    /** A client whose commands go on one stream to here. */
    InventoryClient.Builder client() {
        return InventoryClient.builder(address()).deadline(Clients.PATIENCE).streaming(true);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** An error of one command, as the real server gives it; without a pause where that is 0. */
    static Status error(Code code, String reason, int pauseMillis) {
        Status.Builder status = Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage("as it is")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("inventory")
                        .setReason(reason)
                        .build()));
        if (pauseMillis > 0)
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder()
                            .setSeconds(pauseMillis / 1_000)
                            .setNanos(pauseMillis % 1_000 * 1_000_000))
                    .build()));
        return status.build();
    }

    private static DeductStockResponse deducted(String orderId) {
        return DeductStockResponse.newBuilder()
                .setDeducted(Deducted.newBuilder().setOrderId(orderId))
                .build();
    }

    /** A command that was received, and how to answer it. */
    record Command(int stream, long nanos, ProcessOrdersRequest request, Stream on) {
        String orderId() {
            return switch (request.getCommandCase()) {
                case DEDUCT -> request.getDeduct().getOrderId();
                case CONFIRM -> request.getConfirm().getOrderId();
                case ROLLBACK -> request.getRollback().getOrderId();
                case EXTEND -> request.getExtend().getOrderId();
                default -> throw new AssertionError(request);
            };
        }

        /** For example {@code deduct a}. */
        @Override
        public String toString() {
            return request.getCommandCase().name().toLowerCase(Locale.ROOT) + " " + orderId();
        }

        /** Answers as if all had gone well. */
        void answer() {
            ProcessOrdersResponse.Builder response =
                    ProcessOrdersResponse.newBuilder().setNumber(request.getNumber());
            switch (request.getCommandCase()) {
                case DEDUCT -> response.setDeduct(deducted(orderId()));
                case CONFIRM ->
                    response.setConfirm(ConfirmStockResponse.newBuilder()
                            .setConfirmed(Confirmed.newBuilder().setOrderId(orderId())));
                case EXTEND ->
                    response.setExtend(ExtendReservationResponse.newBuilder()
                            .setExtended(Extended.newBuilder().setOrderId(orderId())));
                default ->
                    response.setRollback(RollbackStockResponse.newBuilder()
                            .setNothingToRollBack(NothingToRollBack.newBuilder().setOrderId(orderId())));
            }
            on.send(response.build());
        }

        void fail(Status error) {
            on.send(ProcessOrdersResponse.newBuilder()
                    .setNumber(request.getNumber())
                    .setError(error)
                    .build());
        }

        void endStream(RuntimeException status) {
            on.end(status);
        }
    }

    private final class Stream implements StreamObserver<ProcessOrdersRequest> {
        private final Behaviour behaviour;
        private final int number;
        private final StreamObserver<ProcessOrdersResponse> caller;
        private boolean ended;

        Stream(Behaviour behaviour, int number, StreamObserver<ProcessOrdersResponse> caller) {
            this.behaviour = behaviour;
            this.number = number;
            this.caller = caller;
        }

        synchronized void send(ProcessOrdersResponse response) {
            if (!ended) caller.onNext(response);
        }

        synchronized void end(RuntimeException status) {
            over();
            caller.onError(status);
        }

        @Override
        public void onNext(ProcessOrdersRequest request) {
            synchronized (this) {
                if (ended) return;
            }
            Command command = new Command(number, System.nanoTime(), request, this);
            received.add(command);
            behaviour.received(command);
        }

        @Override
        public synchronized void onError(Throwable failure) {
            over();
        }

        @Override
        public synchronized void onCompleted() {
            if (!ended) caller.onCompleted();
            over();
        }

        private void over() {
            if (!ended) open.decrementAndGet();
            ended = true;
        }
    }
}
