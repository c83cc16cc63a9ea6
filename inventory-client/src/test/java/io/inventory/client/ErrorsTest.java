package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.InternalErrorException;
import io.inventory.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an interceptor or gRPC throws while something is sent, Errors and undeclared exceptions too, stays with that. */
@Timeout(60)
class ErrorsTest {
    static Stream<Supplier<Throwable>> thrown() {
        return Stream.of(
                // not an OutOfMemoryError: JUnit would end the whole run with it
                () -> new StackOverflowError("provoked"),
                () -> new NoClassDefFoundError("provoked"),
                // as code in other languages throws it
                () -> new IOException("provoked"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void aStreamThatCannotBeOpenedOnceIsOpenedAnew(Supplier<Throwable> thrown) throws Exception {
        Faults faults = new Faults(thrown);
        faults.start = 1;
        try (StreamServer server = new StreamServer(StreamServer.Command::answer)) {
            InventoryClient client = server.client().intercept(faults).build();
            for (int i = 0; i < 4; i++)
                assertThat(client.submit(Clients.deduct("a" + i)))
                        .succeedsWithin(Clients.PATIENCE)
                        .isInstanceOf(Deducted.class);
            assertThat(server.streams()).isEqualTo(1);
            assertThat(CompletableFuture.runAsync(client::close)).succeedsWithin(Clients.PATIENCE);
        }
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void timeLimitsHoldAfterAStreamThatTheTimerCouldNotOpen(Supplier<Throwable> thrown) throws Exception {
        Faults faults = new Faults(thrown);
        faults.start = 2;
        try (StreamServer server = new StreamServer(command -> {
                    if (command.stream() == 1) command.endStream(Status.UNAVAILABLE.asRuntimeException());
                });
                InventoryClient client = server.client()
                        .deadline(Duration.ofSeconds(2))
                        .intercept(faults)
                        .build()) {
            // the first stream breaks with it; the timer is to open the next, and it is sent as a call then
            assertThat(client.submit(Clients.deduct("a"))).succeedsWithin(Clients.PATIENCE);
            assertThat(Clients.failure(client.submit(Clients.deduct("b"))))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no answer from");
        }
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void aCommandThatCannotBeSentFailsAlone(Supplier<Throwable> thrown) throws Exception {
        Faults faults = new Faults(thrown);
        faults.send = 2;
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                InventoryClient client = server.client().intercept(faults).build()) {
            assertThat(client.submit(Clients.deduct("a"))).succeedsWithin(Clients.PATIENCE);
            assertThat(Clients.failure(client, Clients.deduct("b")))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("provoked");
            assertThat(client.submit(Clients.deduct("c"))).succeedsWithin(Clients.PATIENCE);
        }
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void aStreamThatCannotSayWhetherItIsReadyIsReplaced(Supplier<Throwable> thrown) throws Exception {
        Faults faults = new Faults(thrown);
        faults.ready = 1;
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                InventoryClient client = server.client().intercept(faults).build()) {
            assertThat(client.submit(Clients.deduct("a"))).succeedsWithin(Clients.PATIENCE);
        }
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void callsThatCannotBeSentFailAndTakeNoRoom(Supplier<Throwable> thrown) throws Exception {
        Faults faults = new Faults(thrown);
        faults.start = Faults.ALWAYS;
        faults.ends = true;
        try (TestServer server = new TestServer(call -> {});
                InventoryClient client = InventoryClient.builder(server.address())
                        .intercept(faults)
                        .build()) {
            for (int i = 0; i <= InventoryClient.CALLS_MAX; i++)
                assertThat(Clients.failure(client))
                        .isInstanceOf(InternalErrorException.class)
                        .hasMessageContaining("provoked");
        }
    }

    @Test
    void commandsSentAsCallsThatCannotBeSentFailAndTakeNoRoom() throws Exception {
        Faults faults = new Faults(() -> new NoClassDefFoundError("provoked"));
        faults.start = Faults.ALWAYS;
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                InventoryClient client = server.client().intercept(faults).build()) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) all.add(client.submit(Clients.deduct("a" + i)));
            for (CompletableFuture<?> answer : all)
                assertThat(Clients.failure(answer))
                        .isInstanceOf(InternalErrorException.class)
                        .hasMessageContaining("provoked");
        }
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void aClientIsClosedAlsoIfItsStreamCannotBeEnded(Supplier<Throwable> thrown) throws Exception {
        Faults faults = new Faults(thrown);
        faults.ends = true;
        try (StreamServer server = new StreamServer(command -> {
            if (command.orderId().equals("a")) command.answer();
        })) {
            for (boolean underWay : new boolean[] {false, true}) {
                InventoryClient client = server.client().intercept(faults).build();
                assertThat(client.submit(Clients.deduct("a"))).succeedsWithin(Clients.PATIENCE);
                CompletableFuture<?> left = underWay ? client.submit(Clients.deduct("b")) : new CompletableFuture<>();
                client.close(Duration.ofMillis(100));
                assertThat(left.isCompletedExceptionally()).isEqualTo(underWay);
            }
        }
    }

    /** Throws at the start, sending or look that has this number, from 1; 0 for none. */
    private static final class Faults implements ClientInterceptor {
        static final int ALWAYS = -1;

        int start;
        int send;
        int ready;
        boolean ends;
        private final Supplier<Throwable> thrown;
        private final AtomicInteger starts = new AtomicInteger();
        private final AtomicInteger sends = new AtomicInteger();
        private final AtomicInteger looks = new AtomicInteger();

        Faults(Supplier<Throwable> thrown) {
            this.thrown = thrown;
        }

        private void meet(int which, AtomicInteger count) {
            if (count.incrementAndGet() == which || which == ALWAYS) Faults.<RuntimeException>raise(thrown.get());
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Throwable> void raise(Throwable failure) throws E {
            throw (E) failure;
        }

        @Override
        public <Q, S> ClientCall<Q, S> interceptCall(MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<S> listener, Metadata headers) {
                    meet(start, starts);
                    super.start(listener, headers);
                }

                @Override
                public void sendMessage(Q message) {
                    meet(send, sends);
                    super.sendMessage(message);
                }

                @Override
                public boolean isReady() {
                    meet(ready, looks);
                    return super.isReady();
                }

                @Override
                public void halfClose() {
                    if (ends) Faults.<RuntimeException>raise(thrown.get());
                    super.halfClose();
                }

                @Override
                public void cancel(@Nullable String message, @Nullable Throwable cause) {
                    if (ends) Faults.<RuntimeException>raise(thrown.get());
                    super.cancel(message, cause);
                }
            };
        }
    }
}
