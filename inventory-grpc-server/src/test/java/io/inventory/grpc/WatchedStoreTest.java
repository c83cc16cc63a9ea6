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
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client watches the signals of a database through a server. */
@Timeout(120)
class WatchedStoreTest {
    @Nested
    @ExpectedLog({RequestHandler.class, SignalWatches.class, InventoryEndpoint.class})
    class OnH2 extends Watched {
        @RegisterExtension
        static final TestDatabase DATABASE = TestDatabase.h2();

        OnH2() {
            super(DATABASE);
        }
    }

    @Nested
    @ExpectedLog({RequestHandler.class, SignalWatches.class, InventoryEndpoint.class})
    class OnPostgres extends Watched {
        @RegisterExtension
        static final TestDatabase DATABASE = TestDatabase.postgresql();

        OnPostgres() {
            super(DATABASE);
        }
    }

    abstract static class Watched {
        private static int runs;

        private final TestDatabase database;
        private final String run = "r" + ++runs + "-";
        private final List<Sku> skus =
                Stream.of("a", "b", "c").map(name -> new Sku(run + name)).toList();

        @SuppressWarnings("NullAway.Init")
        private JdbiInventory served;

        @SuppressWarnings("NullAway.Init")
        private InventoryEndpoint endpoint;

        @SuppressWarnings("NullAway.Init")
        private InventoryClient client;

        /** Of another process at the same database. */
        @SuppressWarnings("NullAway.Init")
        private JdbiInventory shop;

        Watched(TestDatabase database) {
            this.database = database;
        }

        @BeforeEach
        void start() throws Exception {
            shop = JdbiInventory.builder(database.pool()).build();
            for (Sku sku : skus) shop.create(sku, 1, new RequestId("opening"));
            serve(0);
            client = InventoryClient.connect("127.0.0.1:" + endpoint.port());
        }

        private void serve(int port) throws Exception {
            served = JdbiInventory.builder(database.pool()).build();
            endpoint = InventoryEndpoint.start(served, EndpointSettings.DEFAULT.withPort(port));
        }

        private void stopServer() {
            endpoint.close();
            served.close();
        }

        @AfterEach
        void stop() {
            client.close();
            stopServer();
            shop.close();
        }

        /** Edges of all SKUs by callers side by side; each cycle makes two signals a SKU. */
        private void soldOutAndBack(String name, int times) {
            List<CompletableFuture<Void>> buyers = new ArrayList<>();
            for (Sku sku : skus)
                buyers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < times; i++) {
                                OrderId order = new OrderId(sku + "-" + name + "-" + i);
                                shop.deduct(order, List.of(new OrderLine(sku, 1)));
                                shop.rollback(order);
                            }
                        },
                        task -> new Thread(task, "buyer").start()));
            buyers.forEach(CompletableFuture::join);
        }

        @Test
        void allThatIsRecordedComesInItsOrder() throws Exception {
            Watcher watcher = new Watcher();
            try (SignalSubscription subscription = client.watchSignals(SignalBegin.now(), watcher)) {
                String begin = watcher.begun.get(30, TimeUnit.SECONDS);
                soldOutAndBack("order", 20);
                watcher.await(120);
                assertThat(watcher.signals).isEqualTo(recorded(Long.parseLong(begin)));
                assertThat(watcher.tokens)
                        .containsExactlyElementsOf(tokens(Long.parseLong(begin) + 1, watcher.tokens.size()));
                for (Sku sku : skus)
                    assertThat(watcher.signals.stream()
                                    .filter(signal -> signal instanceof StockSignal edge
                                            && edge.sku().equals(sku))
                                    .map(signal -> ((StockSignal) signal).version())
                                    .toList())
                            .hasSize(40)
                            .isSorted();
                assertThat(subscription.resumeToken()).isPresent();
            }
        }

        @Test
        void aRestartOfTheServerLeavesNoGapAndNoDuplicate() throws Exception {
            Watcher watcher = new Watcher();
            String begin;
            try (SignalSubscription subscription = client.watchSignals(SignalBegin.now(), watcher)) {
                begin = watcher.begun.get(30, TimeUnit.SECONDS);
                for (int round = 0; round < 3; round++) {
                    soldOutAndBack("up-" + round, 5);
                    watcher.await(60 * round + 5);
                    int port = endpoint.port();
                    stopServer();
                    soldOutAndBack("down-" + round, 5);
                    serve(port);
                }
                watcher.await(180);
                assertThat(watcher.tokens).containsExactlyElementsOf(tokens(Long.parseLong(begin) + 1, 180));
                assertThat(subscription.resumeToken()).isPresent();
            }
            // and the token is good for whoever begins anew
            Watcher next = new Watcher();
            try (InventoryClient other = InventoryClient.connect("127.0.0.1:" + endpoint.port());
                    SignalSubscription subscription =
                            other.watchSignals(SignalBegin.after(watcher.tokens.get(89)), next)) {
                next.await(90);
                assertThat(next.tokens).isEqualTo(watcher.tokens.subList(90, 180));
                assertThat(next.signals).isEqualTo(watcher.signals.subList(90, 180));
                assertThat(subscription).isNotNull();
            }
        }

        @Test
        void aSlowReaderGetsAllAndHoldsNobodyUp() throws Exception {
            CountDownLatch end = new CountDownLatch(1);
            Watcher slow = new Watcher() {
                @Override
                public void onSignal(Signal signal, String resumeToken) {
                    try {
                        if (!end.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody lets it go on");
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    super.onSignal(signal, resumeToken);
                }
            };
            Watcher fast = new Watcher();
            try (SignalSubscription first = client.watchSignals(SignalBegin.now(), slow);
                    SignalSubscription second = client.watchSignals(SignalBegin.now(), fast)) {
                slow.begun.get(30, TimeUnit.SECONDS);
                fast.begun.get(30, TimeUnit.SECONDS);
                soldOutAndBack("slow", 50);
                fast.await(300);
                assertThat(slow.tokens).isEmpty();
                end.countDown();
                slow.await(300);
                assertThat(slow.tokens).isEqualTo(fast.tokens);
                assertThat(List.of(first, second)).doesNotHaveDuplicates();
            } finally {
                end.countDown();
            }
        }

        private List<Signal> recorded(long after) {
            List<Signal> all = new ArrayList<>();
            Set<Object> ids = new HashSet<>();
            long position = after;
            for (List<SignalEntry> page = shop.signals(position).entries();
                    !page.isEmpty();
                    page = shop.signals(position).entries()) {
                for (SignalEntry entry : page) {
                    assertThat(ids.add(entry.signal().eventId())).isTrue();
                    all.add(entry.signal());
                }
                position = page.get(page.size() - 1).position();
            }
            return all;
        }

        private static List<String> tokens(long first, int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> Long.toString(first + i))
                    .toList();
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
            Awaitility.await().atMost(40, TimeUnit.SECONDS).until(() -> tokens.size() >= count || failure.isDone());
            assertThat(failure).isNotDone();
        }
    }
}
