package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where futures are completed, and what blocks when that does. */
@Timeout(60)
class ExecutorTest {
    private final ExecutorService only = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-callers-own"));
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        only.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBlockingCallMayBeMadeOnTheOnlyThread(boolean streaming) throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client =
                        server.client().streaming(streaming).executor(only).build()) {
            CompletableFuture<DeductOutcome> answer =
                    CompletableFuture.supplyAsync(() -> client.execute(Clients.deduct("a")), only);
            assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aContinuationRunsOnTheExecutor(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer();
                Inventory client = server.client(streaming).executor(only).build()) {
            CompletableFuture<String> thread = client.submit(Clients.deduct("a"))
                    .thenApply(outcome -> Thread.currentThread().getName());
            server.letGo();
            assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo("the-callers-own");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTimeOutsContinuationRunsOnTheExecutorToo(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer();
                Inventory client = server.client(streaming)
                        .executor(only)
                        .deadline(Duration.ofMillis(300))
                        .build()) {
            CompletableFuture<String> thread = client.submit(Clients.deduct("a"))
                    .handle((outcome, failure) -> Thread.currentThread().getName());
            assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo("the-callers-own");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void continuationsOfTimeOutsThatBlockHoldUpNoOtherTimeOut(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer();
                InventoryClient client = server.client(streaming)
                        .deadline(Duration.ofMillis(300))
                        .build()) {
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                CompletableFuture<DeductOutcome> answer = client.submit(Clients.deduct("a" + i));
                answers.add(answer);
                var unused = answer.exceptionally(failure -> {
                    Clients.await(end);
                    return null;
                });
            }
            // who waits on a future may have to run its continuations
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> answers.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            end.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void continuationsThatBlockHoldUpNoOtherAnswer(boolean streaming) throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client = server.client().streaming(streaming).build()) {
            List<CompletableFuture<?>> done = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                var unused = client.submit(Clients.deduct("a" + i)).thenAccept(outcome -> Clients.await(end));
                done.add(client.submit(Clients.deduct("b" + i)));
            }
            for (CompletableFuture<?> answer : done) assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
            end.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBlockingCallKeepsItsTimeLimitWhenTheExecutorIsBlocked(boolean streaming) throws Exception {
        only.execute(() -> Clients.await(end));
        try (HeldServer server = new HeldServer();
                Inventory client = server.client(streaming)
                        .executor(only)
                        .deadline(Duration.ofMillis(500))
                        .build()) {
            long start = System.nanoTime();
            assertThat(Clients.failure(client, Clients.deduct("a"))).isInstanceOf(UnavailableException.class);
            assertThat(Clients.millisSince(start)).isLessThan(5_000);
        }
    }

    /** Whoever completes futures on the network's threads must not block there; who does gets an answer all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBlockingCallKeepsItsTimeLimitOnTheNetworksThread(boolean streaming) throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client = server.client()
                        .streaming(streaming)
                        .executor(Runnable::run)
                        .deadline(Duration.ofMillis(500))
                        .build()) {
            client.execute(Clients.deduct("connects"));
            CompletableFuture<?> chain =
                    client.submit(Clients.deduct("a")).thenApply(outcome -> client.execute(Clients.deduct("b")));
            chain.exceptionally(failure -> null).get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExecutorThatWasShutDownLosesNoFuture(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer();
                Inventory client = server.client(streaming).executor(only).build()) {
            CompletableFuture<DeductOutcome> answer = client.submit(Clients.deduct("a"));
            server.awaitCall();
            only.shutdownNow();
            server.letGo();
            assertThat(answer).succeedsWithin(Clients.PATIENCE);
        }
    }

    /** As a pool does that may start no further thread. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExecutorThatThrowsAnErrorLosesNoFuture(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer();
                Inventory client = server.client(streaming)
                        .executor(task -> {
                            throw new OutOfMemoryError("unable to create native thread");
                        })
                        .build()) {
            CompletableFuture<DeductOutcome> answer = client.submit(Clients.deduct("a"));
            server.letGo();
            assertThat(answer).succeedsWithin(Clients.PATIENCE);
        }
    }
}
