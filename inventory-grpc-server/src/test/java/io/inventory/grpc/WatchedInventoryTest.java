package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.StockSignal;
import io.inventory.client.InventoryClient;
import io.inventory.client.SignalBegin;
import io.inventory.client.SignalListener;
import io.inventory.client.SignalSubscription;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that watch the signals of real servers. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, SignalWatches.class, InventoryEndpoint.class})
class WatchedInventoryTest {
    private static final EndpointSettings SETTINGS =
            new EndpointSettings("127.0.0.1", 0, Duration.ofSeconds(20), Duration.ofMillis(500), 1_000, true);
    private static final Sku SKU = new Sku("S");

    private final InMemoryInventory inventory = new InMemoryInventory();
    private int orders;

    @SuppressWarnings("NullAway.Init")
    private InventoryEndpoint first;

    @SuppressWarnings("NullAway.Init")
    private InventoryEndpoint second;

    @SuppressWarnings("NullAway.Init")
    private InventoryClient client;

    @BeforeEach
    void start() throws Exception {
        inventory.create(SKU, 1, new RequestId("r"));
        first = InventoryEndpoint.start(inventory, SETTINGS);
        second = InventoryEndpoint.start(inventory, SETTINGS);
        client = InventoryClient.connect("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port());
    }

    @AfterEach
    void stop() {
        client.close();
        first.close();
        second.close();
    }

    @Test
    void signalsAreThoseOfTheInventoryWithTheirIds() {
        Watcher watcher = new Watcher();
        try (SignalSubscription subscription = client.watchSignals(SignalBegin.oldest(), watcher)) {
            soldOutAndBack(5);
            watcher.await(10);
            List<SignalEntry> entries = inventory.signals(0).entries();
            assertThat(watcher.signals)
                    .isEqualTo(entries.stream().map(SignalEntry::signal).toList());
            assertThat(watcher.signals)
                    .extracting(Signal::eventId)
                    .containsExactlyElementsOf(entries.stream()
                            .map(entry -> entry.signal().eventId())
                            .toList());
            Awaitility.await().until(() -> subscription.resumeToken().equals(Optional.of("10")));
        }
        assertThat(watcher.failure).isNotDone();
    }

    /** Servers come and go while signals happen; the listener is slow, so that much is under way whenever one ends. */
    @Test
    void serversThatStopLeaveNoGapAndNoDuplicate() throws Exception {
        Watcher watcher = new Watcher();
        try (SignalSubscription subscription = client.watchSignals(SignalBegin.now(), watcher)) {
            watcher.begun.get(20, TimeUnit.SECONDS);
            for (int round = 0; round < 6; round++) {
                soldOutAndBack(50);
                watcher.await(watcher.tokens.size() + 10);
                InventoryEndpoint stopped = round % 2 == 0 ? first : second;
                int port = stopped.port();
                stopped.close();
                soldOutAndBack(50);
                InventoryEndpoint again = InventoryEndpoint.start(inventory, SETTINGS.withPort(port));
                if (round % 2 == 0) first = again;
                else second = again;
            }
            watcher.await(1_200);
            assertThat(watcher.tokens)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1_200)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(subscription.resumeToken()).isPresent();
        }
        assertThat(watcher.failure).isNotDone();
    }

    @Test
    void aListenerThatBlocksHoldsUpNeitherOthersNorOrders() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Watcher blocked = new Watcher() {
            @Override
            public void onSignal(Signal signal, String resumeToken) {
                try {
                    end.await(50, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.onSignal(signal, resumeToken);
            }
        };
        Watcher other = new Watcher();
        try (SignalSubscription slow = client.watchSignals(SignalBegin.oldest(), blocked);
                SignalSubscription fast = client.watchSignals(SignalBegin.oldest(), other)) {
            blocked.begun.get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 500; i++) {
                OrderId order = new OrderId("client-" + i);
                client.deduct(order, List.of(new OrderLine(SKU, 1)));
                client.rollback(order);
            }
            other.await(1_000);
            assertThat(blocked.tokens).isEmpty();
            end.countDown();
            blocked.await(1_000);
            assertThat(blocked.tokens).isEqualTo(other.tokens);
            assertThat(List.of(slow, fast)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTokenThatWasKeptIsGoodForAnotherClientAtAnotherServer() {
        Watcher watcher = new Watcher();
        try (SignalSubscription subscription = client.watchSignals(SignalBegin.oldest(), watcher)) {
            soldOutAndBack(1);
            watcher.await(2);
            assertThat(subscription).isNotNull();
        }
        soldOutAndBack(1);
        Watcher next = new Watcher();
        try (InventoryClient other = InventoryClient.connect("127.0.0.1:" + second.port());
                SignalSubscription subscription = other.watchSignals(SignalBegin.after(watcher.tokens.get(0)), next)) {
            next.await(3);
            assertThat(next.tokens).containsExactly("2", "3", "4");
            assertThat(subscription).isNotNull();
        }
        assertThat(next.signals.get(0)).isInstanceOf(StockSignal.class);
    }

    private void soldOutAndBack(int times) {
        for (int i = 0; i < times; i++) {
            OrderId order = new OrderId("o" + orders++);
            inventory.deduct(order, List.of(new OrderLine(SKU, 1)));
            inventory.rollback(order);
        }
    }

    private static class Watcher implements SignalListener {
        final List<Signal> signals = new CopyOnWriteArrayList<>();
        final List<String> tokens = new CopyOnWriteArrayList<>();
        final CompletableFuture<String> begun = new CompletableFuture<>();
        final CompletableFuture<InventoryException> failure = new CompletableFuture<>();

        @Override
        public void onSignal(Signal signal, String resumeToken) {
            signals.add(signal);
            tokens.add(resumeToken);
        }

        @Override
        public void onPosition(String resumeToken) {
            begun.complete(resumeToken);
        }

        @Override
        public void onError(InventoryException failure) {
            this.failure.complete(failure);
        }

        void await(int count) {
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> tokens.size() >= count || failure.isDone());
            assertThat(failure).isNotDone();
        }
    }
}
