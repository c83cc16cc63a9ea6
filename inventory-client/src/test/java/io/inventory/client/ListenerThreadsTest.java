package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Signal;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On which threads listeners are called, and what is held up when they block. */
@Timeout(60)
class ListenerThreadsTest {
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        end.countDown();
    }

    /** Blocks in its first signal until the test's end. */
    private final class Blocked extends Watcher {
        final CountDownLatch inside = new CountDownLatch(1);

        @Override
        public void onSignal(Signal signal, String resumeToken) {
            inside.countDown();
            Clients.await(end);
            super.onSignal(signal, resumeToken);
        }
    }

    static Stream<Named<Executor>> executorsThatDoNotTakeTheTask() {
        ThreadPoolExecutor full =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
                    Thread thread = new Thread(task, "never-free");
                    thread.setDaemon(true);
                    return thread;
                });
        full.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        for (int i = 0; i < 2; i++) full.execute(() -> Clients.await(new CountDownLatch(1)));
        return Stream.of(
                Named.of("one that refuses", task -> {
                    throw new RejectedExecutionException("as the test wants it");
                }),
                Named.of("one without a thread", task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                }),
                Named.of("one that runs it at once", Runnable::run),
                Named.of("a pool that is full, whose callers run it", full));
    }

    @ParameterizedTest
    @MethodSource("executorsThatDoNotTakeTheTask")
    void aListenerIsNeverCalledOnTheNetworksThread(Executor executor) throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        Watcher watcher = new Watcher() {
            @Override
            public void onSignal(Signal signal, String resumeToken) {
                threads.add(Thread.currentThread().getName());
                if (resumeToken.equals("4")) throw new IllegalStateException("enough");
                super.onSignal(signal, resumeToken);
            }

            @Override
            public void onPosition(String resumeToken) {
                threads.add(Thread.currentThread().getName());
            }

            @Override
            public void onError(InventoryException failure) {
                threads.add(Thread.currentThread().getName());
                super.onError(failure);
            }
        };
        try (SignalServer server = new SignalServer(watch -> {
                    if (watch.number() == 1) watch.position(0).signals(1, 2).fail(SignalServer.unavailable());
                    else watch.rest(5);
                });
                InventoryClient client = server.client().executor(executor).build()) {
            client.watchSignals(SignalBegin.now(), watcher);
            assertThat(watcher.failure()).hasMessageContaining("enough");
            assertThat(watcher.tokens).containsExactly("1", "2", "3");
            assertThat(threads).hasSize(6).allMatch(name -> name.startsWith(ListenerThreads.NAME));
        }
    }

    @Test
    void listenersThatBlockHoldUpNeitherAnswersNorOtherListeners() throws Exception {
        Watcher free = new Watcher();
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 2));
                InventoryClient client = server.client().build()) {
            List<Blocked> blocked = watch(client, InventoryClient.SUBSCRIPTIONS_MAX - 1);
            for (Blocked each : blocked) Clients.await(each.inside);
            // that server knows no orders: the answer is an error, and comes
            assertThat(client.submit(Clients.deduct("a"))).failsWithin(Duration.ofSeconds(10));
            client.watchSignals(SignalBegin.now(), free);
            free.await("2");
            end.countDown();
            for (Blocked each : blocked) each.await("2");
        }
    }

    @Test
    void aSubscriptionCountsUntilItsListenerHasReturned() throws Exception {
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 2));
                InventoryClient client = server.client().build()) {
            SignalSubscription first = client.watchSignals(SignalBegin.now(), new Blocked());
            List<Blocked> blocked = watch(client, InventoryClient.SUBSCRIPTIONS_MAX - 1);
            for (Blocked each : blocked) Clients.await(each.inside);
            Thread.currentThread().interrupt();
            first.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> client.watchSignals(SignalBegin.now(), new Watcher()))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED));
            end.countDown();
            first.close();
            Watcher next = new Watcher();
            client.watchSignals(SignalBegin.now(), next);
            next.await("2");
        }
    }

    @Test
    void theThreadsEndWithTheClient() throws Exception {
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 2))) {
            long before = threads();
            InventoryClient client = server.client().build();
            Watcher watcher = new Watcher();
            client.watchSignals(SignalBegin.now(), watcher);
            watcher.await("2");
            client.close();
            assertThat(watcher.failure()).hasMessageContaining("the client was closed");
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> threads() <= before);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(ListenerThreads.NAME))
                .count();
    }

    private List<Blocked> watch(InventoryClient client, int count) {
        List<Blocked> all = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> {
            Blocked blocked = new Blocked();
            client.watchSignals(SignalBegin.now(), blocked);
            all.add(blocked);
        });
        return all;
    }
}
