package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.Signal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners may do: throw, block, close. */
@Timeout(60)
class SignalListenerTest {
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        end.countDown();
    }

    /** Blocks in each signal until the test's end. */
    private final class Blocked extends Watcher {
        final CountDownLatch inside = new CountDownLatch(1);

        @Override
        public void onSignal(Signal signal, String resumeToken) {
            inside.countDown();
            Clients.await(end);
            super.onSignal(signal, resumeToken);
        }
    }

    @Test
    void whatAListenerThrowsEndsItAndTheSignalIsNotPassedOver() throws Exception {
        Watcher failing = new Watcher() {
            @Override
            public void onSignal(Signal signal, String resumeToken) {
                if (resumeToken.equals("3")) throw new AssertionError("no more");
                super.onSignal(signal, resumeToken);
            }
        };
        try (SignalServer server = new SignalServer(watch -> watch.position(0).signals(1, 5));
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.now(), failing)) {
            assertThat(failing.failure())
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("the listener failed at the resume token 3")
                    .hasRootCauseInstanceOf(AssertionError.class);
            assertThat(failing.tokens).containsExactly("1", "2");
            assertThat(subscription.resumeToken()).contains("2");
        }
    }

    @Test
    void whileAListenerBlocksTheServerIsNotReadFrom() throws Exception {
        List<Integer> sent = new CopyOnWriteArrayList<>();
        Blocked blocked = new Blocked();
        AtomicInteger before = new AtomicInteger(-1);
        try (SignalServer server = new SignalServer(watch -> SignalServer.sendWhatIsTaken(watch, sent));
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.now(), blocked)) {
            Awaitility.await().pollInterval(300, TimeUnit.MILLISECONDS).until(() -> {
                int seen = sent.size();
                return before.getAndSet(seen) == seen && seen > 0;
            });
            // what the transport takes: its window, and what the server's end holds before it is not ready any more
            assertThat(sent.size() * SignalServer.signal(1).getSerializedSize()).isLessThan(3 << 20);
            assertThat(blocked.tokens).isEmpty();
            end.countDown();
            blocked.await(Integer.toString(before.get()));
            assertThat(List.copyOf(blocked.tokens).subList(0, 3)).containsExactly("1", "2", "3");
            assertThat(subscription.resumeToken()).isPresent();
        }
    }

    @Test
    void closingWaitsForTheListenerAndItIsNotCalledAnyMore() throws Exception {
        Blocked blocked = new Blocked();
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 3));
                InventoryClient client = server.client().build()) {
            SignalSubscription subscription = client.watchSignals(SignalBegin.now(), blocked);
            Clients.await(blocked.inside);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(subscription::close);
            Awaitility.await().during(200, TimeUnit.MILLISECONDS).until(() -> !closing.isDone());
            end.countDown();
            closing.get(10, TimeUnit.SECONDS);
            assertThat(blocked.tokens).containsExactly("1");
            assertThat(subscription.resumeToken()).contains("1");
            Awaitility.await()
                    .during(200, TimeUnit.MILLISECONDS)
                    .until(() -> blocked.tokens.size() == 1 && !blocked.failure.isDone());
        }
    }

    @Test
    void anInterruptEndsTheWaitOfAClose() throws Exception {
        Blocked blocked = new Blocked();
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 3));
                InventoryClient client = server.client().build()) {
            SignalSubscription subscription = client.watchSignals(SignalBegin.now(), blocked);
            Clients.await(blocked.inside);
            long start = System.nanoTime();
            Thread.currentThread().interrupt();
            subscription.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Clients.millisSince(start)).isLessThan(4_000);
        }
    }

    @Test
    void aListenerMayCloseItsSubscription() throws Exception {
        CompletableFuture<SignalSubscription> own = new CompletableFuture<>();
        CompletableFuture<Long> millis = new CompletableFuture<>();
        Watcher closing = new Watcher() {
            @Override
            public void onSignal(Signal signal, String resumeToken) {
                SignalSubscription subscription = own.join();
                long start = System.nanoTime();
                subscription.close();
                super.onSignal(signal, resumeToken);
                millis.complete(Clients.millisSince(start));
            }
        };
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 3));
                InventoryClient client = server.client().build()) {
            own.complete(client.watchSignals(SignalBegin.now(), closing));
            assertThat(millis.get(20, TimeUnit.SECONDS)).isLessThan(4_000);
            Awaitility.await()
                    .during(200, TimeUnit.MILLISECONDS)
                    .until(() -> closing.tokens.size() == 1 && !closing.failure.isDone());
        }
    }

    @Test
    void theEndOfTheClientIsToldWhenTheListenerHasReturned() throws Exception {
        Blocked blocked = new Blocked();
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 3))) {
            InventoryClient client = server.client().build();
            client.watchSignals(SignalBegin.now(), blocked);
            Clients.await(blocked.inside);
            client.close();
            assertThat(blocked.failure).isNotDone();
            end.countDown();
            assertThat(blocked.failure()).hasMessageContaining("the client was closed");
            assertThat(blocked.tokens).containsExactly("1");
        }
    }

    /** The stream breaks while the listener is inside: the next one must not call it too. */
    @Test
    void aListenerIsCalledByOneStreamAtATime() throws Exception {
        Blocked blocked = new Blocked();
        try (SignalServer server = new SignalServer(watch -> {
                    if (watch.number() == 1) watch.signals(1, 2).fail(SignalServer.unavailable());
                    else watch.rest(4);
                });
                InventoryClient client = server.client().build();
                SignalSubscription subscription = client.watchSignals(SignalBegin.now(), blocked)) {
            Clients.await(blocked.inside);
            Awaitility.await()
                    .during(300, TimeUnit.MILLISECONDS)
                    .until(() -> server.requests().size() == 1);
            end.countDown();
            blocked.await("4");
            assertThat(blocked.tokens).containsExactly("1", "2", "3", "4");
            assertThat(subscription.resumeToken()).isPresent();
        }
    }

    @Test
    void listenersAreCalledOnTheExecutor() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-callers-own"));
        Watcher watcher = new Watcher() {
            @Override
            public void onSignal(Signal signal, String resumeToken) {
                threads.add(Thread.currentThread().getName());
                if (resumeToken.equals("2")) throw new IllegalStateException("enough");
            }

            @Override
            public void onError(InventoryException failure) {
                threads.add(Thread.currentThread().getName());
                super.onError(failure);
            }
        };
        try (SignalServer server = new SignalServer(watch -> watch.signals(1, 2));
                InventoryClient client = server.client().executor(own).build()) {
            client.watchSignals(SignalBegin.now(), watcher);
            assertThat(watcher.failure()).hasMessageContaining("enough");
            assertThat(threads).hasSize(3).containsOnly("the-callers-own");
        } finally {
            own.shutdownNow();
        }
    }
}
