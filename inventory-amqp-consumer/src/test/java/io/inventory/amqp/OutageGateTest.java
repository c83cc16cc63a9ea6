package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.OrderCommand;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages held while the inventory does not answer are tried again, one by one and not too often. */
@ExpectedLog({Pipeline.class, OutageGate.class})
class OutageGateTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    // Nothing comes back from a retry queue and wakes anything up.
    private final Topology topology = broker.newTopology();
    private final UnsteadyInventory inventory = new UnsteadyInventory();
    private TestShop shop;
    private RunningConsumer consumer;

    @BeforeEach
    void start() throws Exception {
        inventory.create(new Sku("A"), 1_000, new RequestId("1"));
        shop = new TestShop(broker, topology);
        consumer = new RunningConsumer(broker.factory(), topology, inventory);
        shop.awaitConsumer();
    }

    @AfterEach
    void stop() {
        consumer.close();
        shop.close();
    }

    @Test
    void aBugThatTheFirstMessageTriedMeetsDoesNotKeepTheOthersWaiting() throws Exception {
        inventory.down = true;
        shop.create("throwing", "A", 1);
        for (int i = 0; i < 3; i++) shop.create("o-" + i, "A", 1);
        // Each has been delivered, and the one that throws has been asked about.
        Awaitility.await()
                .atMost(TestShop.PATIENCE)
                .until(() -> inventory.asked.contains("throwing") && shop.waiting(topology.queue()) == 0);
        inventory.upAgainWithABug = true;
        assertThat(shop.awaitEvents(3)).hasSize(3);
        shop.awaitParked();
        assertThat(consumer.end()).isNotDone();
    }

    @Test
    void anOrderThatIsChangedButCannotBeReadIsTriedAfterLongerAndLongerPauses() throws Exception {
        inventory.readsDown = true;
        shop.create("o-1", "A", 1);
        Awaitility.await().atMost(TestShop.PATIENCE).until(() -> inventory.readNanos.size() >= 6);
        inventory.readsDown = false;
        shop.awaitEvents(1);
        // 0.1 s, 0.2 s, 0.4 s, 0.8 s and 1.6 s.
        assertThat(Duration.ofNanos(inventory.readNanos.get(5) - inventory.readNanos.get(0)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(consumer.end()).isNotDone();
    }

    /** Does not answer, in part or at all, until the test lets it. */
    private static final class UnsteadyInventory implements Inventory {
        private final InMemoryInventory inventory = new InMemoryInventory();
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final List<Long> readNanos = new CopyOnWriteArrayList<>();
        private volatile boolean down;
        private volatile boolean readsDown;
        private volatile boolean upAgainWithABug;

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            if (request instanceof OrderCommand<?> command) {
                asked.add(command.orderId().value());
                if (upAgainWithABug && command.orderId().value().equals("throwing")) {
                    down = false;
                    throw new IllegalStateException("a bug in submit");
                }
            }
            if (request instanceof GetOrder) {
                readNanos.add(System.nanoTime());
                if (readsDown) return CompletableFuture.failedFuture(UnavailableException.overloaded("reads"));
            }
            return down
                    ? CompletableFuture.failedFuture(UnavailableException.unavailable("down"))
                    : inventory.submit(request);
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
