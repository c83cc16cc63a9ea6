package io.inventory.client;

import static io.inventory.client.SignalServer.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.RefusedException;
import io.inventory.UnavailableException;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.inventory.v1.Signal;
import io.inventory.v1.StockEdge;
import io.inventory.v1.WatchSignalsRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscription goes on after what may pass, and says so when it does not. */
@Timeout(60)
class SignalSubscriptionTest {
    private final Watcher watcher = new Watcher();

    @Test
    void aStreamThatBreaksIsGoneOnWithAfterTheLastSignal() throws Exception {
        try (SignalServer server = new SignalServer(watch -> {
                    if (watch.number() == 1) watch.position(0).signals(1, 3).fail(unavailable());
                    else if (watch.number() == 2) watch.fail(unavailable());
                    else watch.rest(5);
                });
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.now(), watcher)) {
            watcher.await("5");
            assertThat(watcher.tokens).containsExactly("1", "2", "3", "4", "5");
            assertThat(server.requests())
                    .extracting(WatchSignalsRequest::getResumeToken)
                    .containsExactly("", "3", "3");
            assertThat(server.requests().get(0)).isEqualTo(WatchSignalsRequest.getDefaultInstance());
            Awaitility.await().until(() -> subscription.resumeToken().orElse("").equals("5"));
        }
        assertThat(watcher.failure).isNotDone();
    }

    /** The connection is cut while the listener is inside, and signals are in all buffers. */
    @Test
    void aServerThatIsKilledLeavesNoGapAndNoDuplicate() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        Watcher pausing = new Watcher() {
            @Override
            public void onSignal(io.inventory.Signal signal, String resumeToken) {
                if (resumeToken.equals("50")) {
                    inside.countDown();
                    Clients.await(killed);
                }
                super.onSignal(signal, resumeToken);
            }
        };
        try (SignalServer first = new SignalServer(watch -> SignalServer.sendWhatIsTaken(watch, 3_000));
                SignalServer second = new SignalServer(watch -> SignalServer.sendWhatIsTaken(watch, 3_000));
                InventoryClient client =
                        InventoryClient.connect("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port());
                SignalSubscription subscription = client.watchSignals(SignalBegin.oldest(), pausing)) {
            Clients.await(inside);
            SignalServer watched = first.requests().isEmpty() ? second : first;
            watched.close();
            killed.countDown();
            pausing.await("3000");
            assertThat(pausing.tokens)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 3_000)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(subscription.resumeToken()).isPresent();
        }
    }

    @Test
    void aPositionWithoutASignalIsGoneOnAfterToo() throws Exception {
        try (SignalServer server = new SignalServer(watch -> {
                    if (watch.number() == 1) watch.position(7).fail(unavailable());
                    else watch.rest(8);
                });
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.oldest(), watcher)) {
            watcher.await("8");
            assertThat(server.requests().get(0).hasOldest()).isTrue();
            assertThat(server.requests().get(1).getResumeToken()).isEqualTo("7");
            assertThat(subscription.resumeToken()).isPresent();
        }
    }

    @Test
    void anOverloadedServerIsAskedAgainAfterThePauseItAsksFor() throws Exception {
        long start = System.nanoTime();
        try (SignalServer server = new SignalServer(watch -> {
                    if (watch.number() == 1)
                        watch.fail(TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "too many", 700));
                    else watch.position(1);
                });
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.now(), watcher)) {
            watcher.await("1");
            assertThat(Clients.millisSince(start)).isGreaterThanOrEqualTo(700);
            assertThat(subscription.resumeToken()).isPresent();
        }
    }

    @Test
    void aServerThatFallsSilentIsLeft() throws Exception {
        try (SignalServer server = new SignalServer(watch -> {
            if (watch.number() == 1) watch.position(3);
            else watch.rest(4);
        })) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            SignalSubscriptions subscriptions = new SignalSubscriptions(
                    new Connection(channel, "servers", Clients.PATIENCE, true),
                    Runnable::run,
                    new SignalSubscriptions.Limits(Duration.ofMillis(400)));
            try (SignalSubscription subscription = subscriptions.open(SignalBegin.now(), watcher)) {
                watcher.await("4");
                assertThat(subscription.resumeToken()).contains("4");
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void aClientWithoutRetriesGivesUp() throws Exception {
        try (SignalServer server = new SignalServer(watch -> watch.fail(unavailable()));
                InventoryClient client = server.client().retries(false).build()) {
            client.watchSignals(SignalBegin.now(), watcher);
            assertThat(watcher.failure())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("as the test wants it");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void whatIsNotKeptAnyMoreEndsItAndTheCallerIsTold() throws Exception {
        try (SignalServer server = new SignalServer(watch -> watch.position(1)
                        .fail(TestServer.status(Code.FAILED_PRECONDITION_VALUE, "SIGNALS_PRUNED", "gone", 0)));
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.after("1"), watcher)) {
            assertThat(watcher.failure()).isInstanceOf(RefusedException.class);
            assertThat(watcher.failure().reason()).isEqualTo(ErrorReason.SIGNALS_PRUNED);
            assertThat(watcher.failure().ids()).containsEntry("sku_id", "S");
            assertThat(subscription.resumeToken()).contains("1");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aKindOfSignalThatIsNewerThanTheClientEndsItAndSaysWhich() throws Exception {
        List<Signal> newer = List.of(
                Signal.newBuilder().setEventId("e").build(),
                Signal.newBuilder()
                        .setStockEdge(StockEdge.newBuilder().setKindValue(99).setSkuId("S"))
                        .build());
        List<String> saying = List.of("unknown kind of signal", "unknown StockEdgeKind 99");
        for (int i = 0; i < newer.size(); i++) {
            Signal signal = newer.get(i);
            Watcher each = new Watcher();
            try (SignalServer server = new SignalServer(watch -> {
                        watch.signals(1, 1).caller().onNext(SignalServer.response(2, signal));
                        watch.signals(3, 3);
                    });
                    InventoryClient client = server.client().build();
                    SignalSubscription subscription = client.watchSignals(SignalBegin.now(), each)) {
                assertThat(each.failure())
                        .isInstanceOf(InternalErrorException.class)
                        .hasMessageContaining("the resume token 2 cannot be understood: " + saying.get(i));
                assertThat(each.tokens).containsExactly("1");
                assertThat(subscription.resumeToken()).contains("1");
            }
        }
    }

    @Test
    void anOlderServerIsNamedAsThat() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new InventoryServiceImplBase() {})
                .build()
                .start();
        try (InventoryClient client = InventoryClient.connect("127.0.0.1:" + server.getPort())) {
            client.watchSignals(SignalBegin.now(), watcher);
            assertThat(watcher.failure())
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("older than this client");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void anErrorThatAnInterceptorThrowsIsTold() throws Exception {
        try (InventoryClient client = InventoryClient.builder("127.0.0.1:1")
                .intercept(new ClientInterceptor() {
                    @Override
                    public <Q, S> ClientCall<Q, S> interceptCall(
                            MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
                        throw new LinkageError("a class is missing");
                    }
                })
                .build()) {
            client.watchSignals(SignalBegin.now(), watcher);
            assertThat(watcher.failure()).isInstanceOf(InternalErrorException.class);
        }
    }

    /** A caller that is itself called over gRPC has a context that ends with that call. */
    @Test
    void theCallersOwnCallMayEnd() throws Exception {
        Context.CancellableContext context = Context.current().withCancellation();
        try (SignalServer server = new SignalServer(watch -> watch.position(1));
                InventoryClient client = server.client().build();
                SignalSubscription subscription = context.call(() -> client.watchSignals(SignalBegin.now(), watcher))) {
            watcher.await("1");
            context.cancel(null);
            Awaitility.await()
                    .during(300, TimeUnit.MILLISECONDS)
                    .until(() -> server.requests().size() == 1);
            assertThat(subscription.resumeToken()).contains("1");
        }
    }

    @Test
    void closingTheClientIsToldAndNothingIsTakenAfterIt() throws Exception {
        try (SignalServer server = new SignalServer(watch -> watch.position(1))) {
            InventoryClient client = server.client().build();
            client.watchSignals(SignalBegin.now(), watcher);
            watcher.await("1");
            client.close();
            assertThat(watcher.failure())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("the client was closed");
            assertThatThrownBy(() -> client.watchSignals(SignalBegin.now(), watcher))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void oneSubscriptionTooManyIsRefusedUntilAnotherIsClosed() throws Exception {
        try (SignalServer server = new SignalServer(watch -> watch.position(1));
                InventoryClient client = server.client().build()) {
            SignalSubscription first = client.watchSignals(SignalBegin.now(), watcher);
            for (int i = 1; i < InventoryClient.SUBSCRIPTIONS_MAX; i++)
                client.watchSignals(SignalBegin.now(), new Watcher());
            assertThatThrownBy(() -> client.watchSignals(SignalBegin.now(), watcher))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED));
            first.close();
            client.watchSignals(SignalBegin.now(), watcher);
        }
    }

    @Test
    void aServerThatEndsTheStreamWithoutAReasonIsAskedAgain() throws Exception {
        try (SignalServer server = new SignalServer(watch -> {
                    if (watch.number() < 3) watch.caller().onCompleted();
                    else if (watch.number() == 3) watch.fail(Status.CANCELLED.asRuntimeException());
                    else watch.position(1);
                });
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.now(), watcher)) {
            watcher.await("1");
            assertThat(subscription.resumeToken()).isPresent();
        }
    }
}
