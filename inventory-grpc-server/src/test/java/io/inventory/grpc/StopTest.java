package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopTest {
    private static final GetStockRequest GET =
            GetStockRequest.newBuilder().setSkuId("S").build();

    @Test
    void aPortThatIsTakenLeavesNoThreadBehind() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            Set<Thread> before = timers();
            EndpointSettings samePort =
                    EndpointSettings.DEFAULT.withPort(server.endpoint().port());
            assertThatThrownBy(() -> InventoryEndpoint.start(new InMemoryInventory(), samePort))
                    .isInstanceOf(IOException.class);
            Awaitility.await().until(() -> before.containsAll(timers()));
        }
    }

    private static Set<Thread> timers() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().equals("inventory-timer"));
        return threads;
    }

    @Test
    void healthIsServingForTheServerAndEachService() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            for (String service :
                    List.of("", "inventory.v1.InventoryService", "inventory.v1.InventoryAdminService", "liveness"))
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
            HealthWatcher watcher = HealthWatcher.watch(server.channel(), "");
            Awaitility.await().until(() -> watcher.statuses().contains(ServingStatus.SERVING));
            CompletableFuture<GetStockResponse> answer =
                    CompletableFuture.supplyAsync(() -> server.orders().getStock(GET));
            Awaitility.await().until(() -> !inventory.asked().isEmpty());

            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server.endpoint()::close);
            Awaitility.await().until(() -> watcher.statuses().contains(ServingStatus.NOT_SERVING));
            assertThat(stopping).isNotDone();
            answerNext(inventory);

            assertThat(answer.get(10, TimeUnit.SECONDS).getStock().getSkuId()).isEqualTo("S");
            stopping.get(3, TimeUnit.SECONDS);
            assertThatThrownBy(() -> server.orders().getStock(GET)).hasMessageContaining("UNAVAILABLE");
            server.endpoint().close();
        }
    }

    @Test
    void aCallThatIsSentBeforeItsCallerHasReadOfTheStopIsAnswered() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory);
                RawHttp2 caller = new RawHttp2(server.endpoint().port(), 1).greet()) {
            send(caller, 1);
            answerNext(inventory);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server.endpoint()::close);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> server.endpoint().obstacle().isPresent());
            send(caller, 3);
            answerNext(inventory);
            stopping.get(5, TimeUnit.SECONDS);
        }
    }

    private static void send(RawHttp2 caller, int stream) throws Exception {
        caller.frame(
                RawHttp2.HEADERS,
                RawHttp2.END_HEADERS,
                stream,
                RawHttp2.call("/inventory.v1.InventoryService/GetStock"));
        byte[] message = GET.toByteArray();
        byte[] data = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        caller.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, data);
    }

    private static void answerNext(ScriptedInventory inventory) {
        Awaitility.await().until(() -> !inventory.asked().isEmpty());
        inventory
                .asked()
                .remove()
                .answer()
                .complete(new Stock(new Sku("S"), 1, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH));
    }

    @Test
    void aCallThatIsBeginningIsWaitedFor() throws Exception {
        OpenCalls calls = new OpenCalls(method -> true);
        CompletableFuture<Boolean> noneWasOpen = new CompletableFuture<>();
        ServerInterceptor beginning = new ServerInterceptor() {
            @Override
            public <Q, S> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
                noneWasOpen.complete(isNoneOpen(calls));
                return next.startCall(call, headers);
            }
        };
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerInterceptors.intercept(
                        new HealthStatusManager().getHealthService().bindService(), beginning, calls))
                .build()
                .start();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        try {
            var unused = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
            assertThat(noneWasOpen.get(20, TimeUnit.SECONDS)).isFalse();
            assertThat(calls.awaitNone(Duration.ofSeconds(20))).isTrue();
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private static boolean isNoneOpen(OpenCalls calls) {
        try {
            return calls.awaitNone(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStopWithoutCallsIsImmediateEvenWithWatchers() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.create(new Sku("S"), 1, new RequestId("r"));
        try (ServerFixture server = new ServerFixture(inventory)) {
            HealthWatcher watcher = HealthWatcher.watch(server.channel(), "");
            Awaitility.await().until(() -> !watcher.statuses().isEmpty());
            server.orders().getStock(GET);
            long start = System.nanoTime();
            server.endpoint().close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }
}
