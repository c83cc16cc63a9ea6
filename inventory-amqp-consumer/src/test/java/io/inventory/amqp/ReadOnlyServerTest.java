package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Command;
import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The inventory answers queries and refuses commands for a while, as a server does that an operator made read-only. */
@Timeout(120)
@ExpectedLog(OutageGate.class)
class ReadOnlyServerTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    @Test
    void consumptionPausesWithoutParkingAnythingAndGoesOnWhenItIsLifted() throws Exception {
        int orders = 100;
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        try (Switched inventory = new Switched();
                TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            shop.awaitConsumer();
            shop.create("first", "A", 1);
            shop.awaitEvents(1);

            inventory.readOnly = true;
            for (int i = 0; i < orders; i++) shop.create("o-" + i, "A", 1);
            Awaitility.await()
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> shop.waiting(topology.queue()) == orders - RunningConsumer.PREFETCH
                            && shop.events().size() == 1);

            inventory.readOnly = false;
            shop.awaitEvents(1 + orders);
            assertThat(shop.waiting(topology.parkingQueue())).isZero();
            assertThat(shop.waiting(topology.retryQueue(1))).isZero();
            assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(1_000 - 1 - orders);
            assertThat(consumer.end()).isNotDone();
        }
    }

    private static final class Switched implements Inventory {
        private final Inventory inventory = new InMemoryInventory();
        private volatile boolean readOnly;

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            return readOnly && request instanceof Command
                    ? CompletableFuture.failedFuture(UnavailableException.readOnly("as the test wants it"))
                    : inventory.submit(request);
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
