package io.inventory.amqp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.SignalPage;
import io.inventory.Sku;
import io.inventory.amqp.TestBroker;
import io.inventory.amqp.TestShop;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.SignalLease;
import io.inventory.jdbi.transaction.RecordedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process stands still for longer than its lease, with signals in its hands. */
class LostLeaseTest {
    private static final Duration PAUSE = SignalLease.TIME.plusSeconds(1);

    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final Topology topology = broker.newTopology();

    @Test
    void whoWasPausedForLongerThanItsLeasePublishesNothingMore() throws Exception {
        AtomicLong pausedNanos = new AtomicLong();
        try (SignalStore store = new SignalStore();
                RecordedLog log = new RecordedLog(SignalRelay.class);
                TestShop shop = new TestShop(broker, topology)) {
            Sku a = store.create("a", 1);
            PausingInventory pausing = new PausingInventory(store.inventory);
            try (SignalRelay relay = new SignalRelay(
                    SignalStore.settings(broker.factory(), topology),
                    pausing,
                    SignalLease.of(store.inventory, "relay"),
                    () -> System.nanoTime() + pausedNanos.get())) {
                // What is done for the first time takes long, and may be noticed for that alone.
                relay.start();
                store.soldOutAndBack(store.create("first", 1));
                shop.awaitEvents(2);
                pausing.armed = true;
                store.soldOutAndBack(a);
                assertThat(pausing.reached.await(30, TimeUnit.SECONDS)).isTrue();
                store.clock.advance(PAUSE);
                pausedNanos.addAndGet(PAUSE.toNanos());
                SignalLease other = SignalLease.of(store.inventory, "relay");
                assertThat(other.acquire()).hasValue(2);
                pausing.goOn.countDown();

                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() -> log.lines().stream().anyMatch(line -> line.contains("stands by")));
                Awaitility.await()
                        .during(Duration.ofMillis(300))
                        .until(() -> shop.events().size() == 2);
                assertThat(other.advance(2)).isTrue();
                other.release();
                assertThat(shop.awaitEvents(4))
                        .extracting(Received::routingKey)
                        .containsExactly("stock.sold_out", "stock.back", "stock.sold_out", "stock.back");
            }
        }
    }

    /** Stands still when it has read signals for the first time after it was armed. */
    private static final class PausingInventory implements Inventory {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private final Inventory inventory;
        volatile boolean armed;

        PausingInventory(Inventory inventory) {
            this.inventory = inventory;
        }

        @Override
        public <A> A execute(Request<A> request) {
            A answer = inventory.execute(request);
            if (armed && answer instanceof SignalPage page && !page.entries().isEmpty()) {
                reached.countDown();
                try {
                    if (!goOn.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody lets it go on");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return answer;
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            return inventory.submit(request);
        }

        @Override
        public void close() {}
    }
}
