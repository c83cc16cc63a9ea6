package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls when the client is closed: each future is done when that is over. */
@Timeout(60)
class ClosingTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Request<?> CALL = Clients.deduct("a");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedClientIsUnavailable(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            InventoryClient client = server.client(streaming).build();
            client.close();
            CompletableFuture<?> refused = client.submit(CALL);
            assertThat(refused).isDone();
            assertThat(Clients.failure(refused))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("the client was closed");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingWaitsForCallsUnderWay(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            InventoryClient client = server.client(streaming).build();
            CompletableFuture<?> answer = client.submit(CALL);
            server.awaitCall();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
            server.letGo();
            assertThat(closing).succeedsWithin(Duration.ofSeconds(4));
            assertThat(answer).isCompleted();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallThatComesWhileClosingWaitsIsRefusedAtOnce(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            InventoryClient client = server.client(streaming).build();
            CompletableFuture<?> first = client.submit(CALL);
            server.awaitCall();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
            List<CompletableFuture<?>> taken = new ArrayList<>();
            await().until(() -> {
                CompletableFuture<?> next = client.submit(Clients.deduct("b" + taken.size()));
                taken.add(next);
                return next.isCompletedExceptionally();
            });
            assertThat(closing).isNotDone();
            assertThat(Clients.failure(taken.get(taken.size() - 1))).hasMessageContaining("the client was closed");
            server.letGo();
            assertThat(closing).succeedsWithin(Clients.PATIENCE);
            assertThat(first).isCompleted();
            assertThat(taken).allMatch(CompletableFuture::isDone);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyCallersInTheMidstOfItLoseNoFuture(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            server.letGo();
            InventoryClient client = server.client(streaming).build();
            CountDownLatch begun = new CountDownLatch(4);
            List<CompletableFuture<List<CompletableFuture<?>>>> callers = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            for (int t = 0; t < 4; t++) {
                int caller = t;
                callers.add(CompletableFuture.supplyAsync(() -> callUntilRefused(client, caller, begun), threads));
            }
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            client.close();
            for (CompletableFuture<List<CompletableFuture<?>>> caller : callers)
                assertThat(caller.get(20, TimeUnit.SECONDS)).allMatch(CompletableFuture::isDone);
            threads.shutdownNow();
        }
    }

    private static List<CompletableFuture<?>> callUntilRefused(Inventory client, int caller, CountDownLatch begun) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        while (true) {
            CompletableFuture<?> answer = client.submit(Clients.deduct(caller + "-" + answers.size()));
            answers.add(answer);
            if (answers.size() == 100) begun.countDown();
            if (answers.size() % 100 == 0 || answer.isDone())
                answer.exceptionally(failure -> null).join();
            if (answer.isCompletedExceptionally()) return answers;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheServerDoesNotAnswerFailsWhenClosingIsOver(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            InventoryClient client = server.client(streaming).build();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) answers.add(client.submit(Clients.deduct("a" + i)));
            server.awaitCall();
            client.close(A_MOMENT);
            assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(Clients.failure(answers.get(0))).hasMessageContaining("closed before the answer came");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void futuresAreDoneEvenIfTheExecutorIsBlocked(boolean streaming) throws Exception {
        ExecutorService only = Executors.newSingleThreadExecutor();
        CountDownLatch end = new CountDownLatch(1);
        try (HeldServer server = new HeldServer()) {
            only.execute(() -> Clients.await(end));
            InventoryClient client = server.client(streaming).executor(only).build();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) answers.add(client.submit(Clients.deduct("a" + i)));
            server.letGo();
            client.close(A_MOMENT);
            assertThat(answers).allMatch(CompletableFuture::isDone);
        } finally {
            end.countDown();
            only.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheWaitAndFailsTheRest(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            InventoryClient client = server.client(streaming).build();
            CompletableFuture<?> answer = client.submit(CALL);
            server.awaitCall();
            long start = System.nanoTime();
            Thread.currentThread().interrupt();
            client.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Clients.millisSince(start)).isLessThan(4_000);
            assertThat(answer).isCompletedExceptionally();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aContinuationMayClose(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer()) {
            InventoryClient client = server.client(streaming).build();
            server.letGo();
            CompletableFuture<Void> closed = client.submit(CALL).thenRun(client::close);
            assertThat(closed).succeedsWithin(Clients.PATIENCE);
        }
    }
}
