package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.inventory.OrderId;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.Item;
import io.inventory.v1.ProcessOrdersRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is not a request, or too large for one, is refused for good: no client is asked to send it again. */
@Timeout(60)
class UnreadableRequestsTest {
    private static final byte[] NO_MESSAGE = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF};

    @Test
    void bytesThatAreNoMessageAreMalformed() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            assertMalformed(
                    () -> ClientCalls.blockingUnaryCall(
                            server.channel(), raw(InventoryServiceGrpc.getDeductStockMethod()), options(), NO_MESSAGE),
                    "request must be a valid protobuf message");
        }
    }

    @Test
    void aRequestThatIsTooLargeForAnOrderNamesWhatIsWrong() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            DeductStockRequest request = request(3 << 20);
            assertMalformed(
                    () -> server.orders().deductStock(request),
                    "items must have at most 2000 lines, has " + request.getItemsCount());
        }
    }

    @Test
    void aCompressedRequestThatIsTooLargeIsMalformed() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            assertMalformed(
                    () -> server.orders()
                            .withCompression("gzip")
                            .deductStock(request(InventoryEndpoint.REQUEST_BYTES_MAX)),
                    "request must have at most 4194304 bytes when decompressed");
        }
    }

    /** What the transport itself refuses: that has no details. */
    @Test
    void aRequestBeyondTheTransportsLimitIsExhausted() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            StatusRuntimeException refusal = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> server.orders().deductStock(request(InventoryEndpoint.REQUEST_BYTES_MAX)));
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(refusal.getStatus().getDescription()).contains("exceeds maximum size 4194304");
        }
    }

    @Test
    void aStreamWithBytesThatAreNoMessageEndsAndGivesUpWhatItHas() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory, new OpenStreams.Limits(1, ServerFixture.A_SECOND))) {
            CompletableFuture<Object> end = new CompletableFuture<>();
            StreamObserver<byte[]> stream = ClientCalls.asyncBidiStreamingCall(
                    server.channel().newCall(raw(InventoryServiceGrpc.getProcessOrdersMethod()), options()),
                    new End<>(end));
            stream.onNext(deduct("o"));
            Awaitility.await().until(() -> !inventory.asked().isEmpty());
            stream.onNext(NO_MESSAGE);

            assertMalformed(() -> outcome(end), "request must be a valid protobuf message");
            Awaitility.await().until(inventory.asked().remove().answer()::isCancelled);

            StreamCaller next = StreamCaller.open(server);
            next.halfClose();
            assertThat(next.end()).isEqualTo(Status.Code.OK);
        }
    }

    /** Answers are sent on threads of the store's, and gRPC does not expect a call to be ended in the midst of that. */
    @Test
    void aStreamSendsNothingMoreWhenItIsRefused() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        CompletableFuture<Boolean> givenUpBefore = new CompletableFuture<>();
        ServerInterceptor observer = new ServerInterceptor() {
            @Override
            public <Q, S> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
                return next.startCall(
                        new SimpleForwardingServerCall<>(call) {
                            @Override
                            public void close(Status status, Metadata trailers) {
                                givenUpBefore.complete(
                                        inventory.asked().element().answer().isCancelled());
                                super.close(status, trailers);
                            }
                        },
                        headers);
            }
        };
        try (Timer timer = new Timer()) {
            RequestHandler handler = new RequestHandler(inventory, Duration.ofSeconds(20), timer);
            SignalWatches watches = new SignalWatches(handler, SignalWatches.Limits.of(1));
            watches.close();
            OrderService service =
                    new OrderService(handler, new OpenStreams(OpenStreams.Limits.DEFAULT, timer), watches);
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .directExecutor()
                    .addService(ServerInterceptors.intercept(ReadableRequests.of(service), observer))
                    .build()
                    .start();
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                    .usePlaintext()
                    .build();
            try {
                StreamObserver<byte[]> stream = ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(raw(InventoryServiceGrpc.getProcessOrdersMethod()), options()),
                        new End<>(new CompletableFuture<>()));
                stream.onNext(deduct("o"));
                Awaitility.await().until(() -> !inventory.asked().isEmpty());
                stream.onNext(NO_MESSAGE);
                assertThat(givenUpBefore.get(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                channel.shutdownNow();
                server.shutdownNow();
            }
        }
    }

    @Test
    void whatPeersSendWrongIsNotInTheLog(@TempDir Path folder) throws Exception {
        try (ServerProcess server =
                ServerProcess.start(folder, Map.of(), "--port=0", "--jdbc-url=jdbc:h2:mem:unreadable")) {
            try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                browser.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(browser.getInputStream().readAllBytes()).isNotEmpty();
            }
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .disableRetry()
                    .build();
            try {
                for (byte[] wrong : List.of(
                        NO_MESSAGE, request(InventoryEndpoint.REQUEST_BYTES_MAX).toByteArray()))
                    assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                                    channel, raw(InventoryServiceGrpc.getDeductStockMethod()), options(), wrong))
                            .isInstanceOf(StatusRuntimeException.class);
            } finally {
                channel.shutdownNow();
            }
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(128 + 15);
            assertThat(server.stderr()).hasSize(3).allMatch(line -> line.matches(".* INFO +InventoryServer - .*"));
        }
    }

    private static void assertMalformed(ThrowingCallable call, String message) throws IOException {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.getStatus().getCode()).as("%s", refusal).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).isEqualTo(message);
        com.google.rpc.Status details = StatusProto.fromThrowable(refusal);
        assertThat(details).isNotNull();
        assertThat(details.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("INVALID_ARGUMENT");
        assertThat(details.getDetails(1).unpack(BadRequest.class).getFieldViolationsCount())
                .isEqualTo(1);
    }

    private static Object outcome(CompletableFuture<Object> end) throws Throwable {
        try {
            return end.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** A request of more than that many bytes. */
    private static DeductStockRequest request(int bytes) {
        List<Item> items = Collections.nCopies(1 + bytes / 100, item("x".repeat(100)));
        return DeductStockRequest.newBuilder()
                .setOrderId(new OrderId("o").value())
                .addAllItems(items)
                .build();
    }

    private static byte[] deduct(String orderId) {
        return ProcessOrdersRequest.newBuilder()
                .setDeduct(DeductStockRequest.newBuilder().setOrderId(orderId).addItems(item("S")))
                .build()
                .toByteArray();
    }

    private static Item item(String sku) {
        return Item.newBuilder().setSkuId(sku).setQuantity(1).build();
    }

    /** The method as one that sends bytes as they are. */
    private static <S> MethodDescriptor<byte[], S> raw(MethodDescriptor<?, S> method) {
        return method.toBuilder(
                        new MethodDescriptor.Marshaller<byte[]>() {
                            @Override
                            public InputStream stream(byte[] value) {
                                return new ByteArrayInputStream(value);
                            }

                            @Override
                            public byte[] parse(InputStream stream) {
                                throw new UnsupportedOperationException("requests are only sent");
                            }
                        },
                        method.getResponseMarshaller())
                .build();
    }

    /** How a stream ends. */
    private record End<S>(CompletableFuture<Object> end) implements StreamObserver<S> {
        @Override
        public void onNext(S response) {}

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            end.complete("completed");
        }
    }
}
