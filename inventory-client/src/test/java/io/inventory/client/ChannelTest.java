package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.inventory.AccessDeniedException;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that somebody else makes, names that gRPC resolves, and interceptors. */
@Timeout(60)
class ChannelTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChannelOfSomebodyElseIsUsedAndNotClosed(boolean streaming) throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer)) {
            ManagedChannel channel = channel(server.address());
            InventoryClient first =
                    InventoryClient.builder(channel).streaming(streaming).build();
            assertThat(first.execute(Clients.deduct("a"))).isInstanceOf(Deducted.class);
            first.close();
            assertThat(Clients.failure(first, Clients.deduct("b"))).hasMessageContaining("the client was closed");

            assertThat(channel.isShutdown()).isFalse();
            try (InventoryClient second = InventoryClient.over(channel)) {
                assertThat(second.execute(Clients.deduct("c"))).isInstanceOf(Deducted.class);
            }
            // a stream or a call that a client left open would keep it from ending
            assertThat(channel.shutdown().awaitTermination(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingEndsWhatIsUnderWayOnAChannelOfSomebodyElse(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            ManagedChannel channel = channel(server.address());
            InventoryClient client = InventoryClient.builder(channel)
                    .deadline(Clients.PATIENCE)
                    .streaming(streaming)
                    .build();
            CompletableFuture<?> answer = client.submit(Clients.deduct("a"));
            server.awaitCall();
            client.close(Duration.ofMillis(300));
            assertThat(answer).isCompletedExceptionally();
            assertThat(channel.shutdown().awaitTermination(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void aFailureNamesTheAuthorityOfTheChannel() throws Exception {
        String address = "127.0.0.1:" + Clients.freePort();
        ManagedChannel channel = channel(address);
        try (InventoryClient client = InventoryClient.over(channel)) {
            assertThat(Clients.failure(client))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(address);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void theServiceConfigurationBringsRetries() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call == 1) throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 1);
        })) {
            ManagedChannel channel = NettyChannelBuilder.forTarget(server.address())
                    .usePlaintext()
                    .defaultServiceConfig(InventoryClient.serviceConfig())
                    .build();
            try (InventoryClient client =
                    InventoryClient.builder(channel).deadline(Clients.PATIENCE).build()) {
                assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
                assertThat(server.calls()).isEqualTo(2);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns:///127.0.0.1:", "dns:///localhost:", "127.0.0.1:"})
    void aTargetIsANameThatGrpcResolves(String name) throws Exception {
        try (TestServer server = new TestServer(call -> {});
                InventoryClient client = InventoryClient.builder()
                        .target(name + server.port())
                        .deadline(Clients.PATIENCE)
                        .build()) {
            assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
        }
    }

    @Test
    void interceptorsSeeEachCallInTheOrderInWhichTheyWereGiven() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (TestServer server = new TestServer(call -> {
                    if (call == 1) throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 1);
                });
                InventoryClient client = InventoryClient.builder(server.address())
                        .deadline(Clients.PATIENCE)
                        .intercept(naming("first", seen), naming("second", seen))
                        .intercept(naming("third", seen))
                        .build()) {
            client.stock(Clients.SKU);
            assertThat(server.calls()).as("sent").isEqualTo(2);
            assertThat(seen).containsExactly("first GetStock", "second GetStock", "third GetStock");
        }
    }

    @Test
    void interceptorsSeeAStreamAsOneCall() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client = server.client().intercept(naming("i", seen)).build()) {
            client.execute(Clients.deduct("a"));
            client.execute(Clients.deduct("b"));
            assertThat(seen).containsExactly("i ProcessOrders");
        }
    }

    @Test
    void anInterceptorThatThrowsFailsTheCallAndTakesNoRoom() throws Exception {
        try (TestServer server = new TestServer(call -> {});
                InventoryClient client = InventoryClient.builder(server.address())
                        .intercept(throwing())
                        .build()) {
            for (int i = 0; i <= InventoryClient.CALLS_MAX; i++) {
                InventoryException failure = Clients.failure(client);
                assertThat(failure.getMessage()).contains("no token");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterceptorThatThrowsFailsAStreamsCommandsAsItDoesCalls(boolean retries) throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                InventoryClient client =
                        server.client().retries(retries).intercept(throwing()).build()) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) answers.add(client.submit(Clients.deduct("a" + i)));
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(Clients.failure(answer))
                            .isInstanceOf(AccessDeniedException.class)
                            .hasMessageContaining("no token"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCommandThatCannotBeSentFailsAlone(boolean retries) throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        try (StreamServer server = new StreamServer(command -> {
                    if (command.stream() > 1) command.answer();
                });
                InventoryClient client = server.client()
                        .retries(retries)
                        .intercept(refusing("poison", ready))
                        .build()) {
            CompletableFuture<?> before = client.submit(Clients.deduct("before"));
            CompletableFuture<?> poison = client.submit(Clients.deduct("poison"));
            List<CompletableFuture<?>> behind = new ArrayList<>();
            for (int i = 0; i < 200; i++) behind.add(client.submit(Clients.deduct("a" + i)));
            ready.set(true);
            assertThat(Clients.failure(poison))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("cannot be sent");
            assertThat(behind).allSatisfy(answer -> assertThat(answer).succeedsWithin(Clients.PATIENCE));
            if (retries) assertThat(before).succeedsWithin(Clients.PATIENCE);
            else assertThat(Clients.failure(before)).isInstanceOf(UnavailableException.class);
            assertThat(server.calls()).as("sent as calls of their own").isZero();
        }
    }

    @Test
    void commandsAreSpreadOverTheStreams() throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client = server.client().streams(3).build()) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) answers.add(client.submit(Clients.deduct("a" + i)));
            assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(Clients.PATIENCE));
            assertThat(server.streams()).isEqualTo(3);
        }
    }

    private static ManagedChannel channel(String address) {
        return NettyChannelBuilder.forTarget(address).usePlaintext().build();
    }

    private static ClientInterceptor naming(String name, List<String> seen) {
        return new ClientInterceptor() {
            @Override
            public <Q, S> ClientCall<Q, S> interceptCall(
                    MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
                seen.add(name + " " + method.getBareMethodName());
                return next.newCall(method, options);
            }
        };
    }

    private static ClientInterceptor throwing() {
        return new ClientInterceptor() {
            @Override
            public <Q, S> ClientCall<Q, S> interceptCall(
                    MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
                return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                    @Override
                    public void start(Listener<S> listener, Metadata headers) {
                        throw Status.UNAUTHENTICATED.withDescription("no token").asRuntimeException();
                    }
                };
            }
        };
    }

    /** Refuses to send what names that order; takes nothing before {@code ready}. */
    private static ClientInterceptor refusing(String orderId, AtomicBoolean ready) {
        return new ClientInterceptor() {
            @Override
            public <Q, S> ClientCall<Q, S> interceptCall(
                    MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
                return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                    @Override
                    public boolean isReady() {
                        return ready.get() && super.isReady();
                    }

                    @Override
                    public void sendMessage(Q message) {
                        if (message.toString().contains('"' + orderId + '"'))
                            throw new IllegalStateException("cannot be sent");
                        super.sendMessage(message);
                    }
                };
            }
        };
    }
}
