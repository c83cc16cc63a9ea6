package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of several streams at once. */
@Timeout(60)
class CommandStreamsTest {
    private static final int STREAMS = 4;
    private static final int COMMANDS = 40;

    private final OpenAnswers answers = new OpenAnswers();
    private final List<StreamServer.Command> held = new CopyOnWriteArrayList<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(4);
    private final AtomicInteger failingToEnd = new AtomicInteger();
    private volatile boolean holding = true;

    @SuppressWarnings("NullAway.Init")
    private StreamServer server;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    @SuppressWarnings("NullAway.Init")
    private CommandStreams streams;

    @BeforeEach
    void open() throws Exception {
        server = new StreamServer(command -> {
            if (holding) held.add(command);
            else command.answer();
        });
        channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
        Connection connection = new Connection(
                ClientInterceptors.intercept(channel, new FailingToEnd()), server.address(), Clients.PATIENCE, true);
        streams = new CommandStreams(connection, STREAMS, new UnaryCalls(connection, answers), answers);
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
        channel.shutdownNow();
        server.close();
    }

    private List<CompletableFuture<?>> submit(int count) {
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) futures.add(streams.submit(Clients.deduct("o-" + i), Runnable::run));
        return futures;
    }

    @Test
    void allStreamsAreEndedAndWhatIsNotOverIsLeftToBeFailed() throws Exception {
        List<CompletableFuture<?>> futures = submit(COMMANDS);
        Awaitility.await().until(() -> held.size() == COMMANDS);
        assertThat(server.streams()).isEqualTo(STREAMS);
        answers.close();
        streams.close();
        assertThat(futures).noneMatch(CompletableFuture::isDone);
        answers.failAll(Runnable::run, Duration.ofSeconds(1));
        assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
        Awaitility.await().until(() -> server.open() == 0);
    }

    /** Each is completed by the end of its stream. */
    @Test
    void completionsGoOnAfterOneThatThrows() throws Exception {
        List<CompletableFuture<?>> futures = submit(COMMANDS);
        Awaitility.await().until(() -> held.size() == COMMANDS);
        AtomicInteger completed = new AtomicInteger();
        List<CompletableFuture<?>> within = new ArrayList<>();
        for (CompletableFuture<?> future : futures)
            within.add(future.handle((answer, failure) -> {
                if (completed.incrementAndGet() % 3 == 1) throw new AssertionError("as the test wants it");
                return true;
            }));
        answers.close();
        streams.close();
        answers.failAll(Runnable::run, Duration.ofSeconds(1));
        assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(within).allMatch(CompletableFuture::isDone);
        assertThat(completed).hasValue(COMMANDS);
    }

    /** An interceptor's, say. */
    @Test
    void aStreamThatCannotBeEndedKeepsNoOtherFromItsEnd() throws Exception {
        failingToEnd.set(1);
        List<CompletableFuture<?>> futures = submit(COMMANDS);
        Awaitility.await().until(() -> held.size() == COMMANDS);
        answers.close();
        streams.close();
        Awaitility.await().until(() -> server.open() == 1);
        assertThat(failingToEnd).hasValue(0);
        answers.failAll(Runnable::run, Duration.ofSeconds(1));
        assertThat(futures).allMatch(CompletableFuture::isDone);
    }

    @Test
    void inTheMidstOfCallsNoFutureIsLost() throws Exception {
        holding = false;
        CountDownLatch begun = new CountDownLatch(4);
        List<CompletableFuture<List<CompletableFuture<?>>>> calls = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int caller = t;
            calls.add(CompletableFuture.supplyAsync(() -> callUntilRefused(caller, begun), callers));
        }
        Clients.await(begun);
        answers.close();
        streams.close();
        answers.failAll(Runnable::run, Duration.ofSeconds(1));
        for (CompletableFuture<List<CompletableFuture<?>>> caller : calls)
            assertThat(caller.join()).allMatch(CompletableFuture::isDone);
        // a second one does nothing
        streams.close();
        Awaitility.await().until(() -> server.open() == 0);
    }

    private List<CompletableFuture<?>> callUntilRefused(int caller, CountDownLatch begun) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        while (true) {
            CompletableFuture<?> answer = streams.submit(Clients.deduct(caller + "-" + all.size()), Runnable::run);
            all.add(answer);
            if (all.size() == 200) begun.countDown();
            if (all.size() % 50 == 0) answer.exceptionally(failure -> null).join();
            if (answer.isCompletedExceptionally()) return all;
        }
    }

    /** Throws for as many streams as the test says, the first that are to be ended. */
    private final class FailingToEnd implements ClientInterceptor {
        @Override
        public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                private boolean failing;

                @Override
                public void cancel(@Nullable String message, @Nullable Throwable cause) {
                    if (failing || failingToEnd.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        failing = true;
                        throw new AssertionError("as the test wants it");
                    }
                    super.cancel(message, cause);
                }
            };
        }
    }
}
