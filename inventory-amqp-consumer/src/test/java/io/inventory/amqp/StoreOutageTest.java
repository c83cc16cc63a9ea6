package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.PrivatePostgres;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.fault.Failures;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database goes away and comes back. */
@ExpectedLog({OutageGate.class, Failures.class})
class StoreOutageTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    @Test
    void consumptionPausesWithoutLosingOrParkingAnythingAndResumesByItself() throws Exception {
        int orders = 300;
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        try (PrivatePostgres postgres = PrivatePostgres.start();
                StorePool pool = StorePool.open(postgres.settings());
                JdbiInventory inventory = JdbiInventory.builder(pool)
                        .groupCommit(BatchLimits.DEFAULT)
                        .build();
                TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
            Schema.migrate(pool.dataSource());
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            shop.awaitConsumer();
            shop.create("first", "A", 1);
            shop.awaitEvents(1);

            postgres.kill();
            for (int i = 0; i < orders; i++) shop.create("o-" + i, "A", 1);
            // As many as the prefetch count are held; the others stay in their queue.
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> shop.waiting(topology.queue()) == orders - RunningConsumer.PREFETCH
                            && shop.events().size() == 1);

            postgres.restart();
            shop.awaitEvents(1 + orders);
            assertThat(shop.waiting(topology.parkingQueue())).isZero();
            assertThat(shop.waiting(topology.retryQueue(1))).isZero();
            assertThat(shop.events()).extracting(TestShop.Received::routingKey).containsOnly("stock.deducted");
            assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(1_000 - 1 - orders);
            assertThat(consumer.end()).isNotDone();
        }
    }

    @Test
    void aStopDuringTheOutageLeavesTheMessagesInTheQueue() throws Exception {
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        try (PrivatePostgres postgres = PrivatePostgres.start();
                StorePool pool = StorePool.open(postgres.settings());
                JdbiInventory inventory = JdbiInventory.on(pool.dataSource());
                TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
            Schema.migrate(pool.dataSource());
            shop.awaitConsumer();
            postgres.kill();
            for (int i = 0; i < 10; i++) shop.create("o-" + i, "A", 1);
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 0);
            consumer.stop();
            Awaitility.await().until(() -> shop.waiting(topology.queue()) == 10);
            assertThat(shop.events()).isEmpty();
        }
    }
}
