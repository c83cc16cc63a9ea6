package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.Topology;
import io.inventory.memory.InMemoryInventory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PipelineTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    /** Its successor has the same messages at that time. */
    @Test
    void oneThatHasEndedCarriesOutNothingOfWhatWasDeliveredBefore() throws Exception {
        int orders = 10;
        Topology topology = broker.newTopology();
        ConsumerSettings settings = RunningConsumer.settings(broker.factory(), topology);
        ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1);
        ScheduledThreadPoolExecutor watchdog = new ScheduledThreadPoolExecutor(1);
        CountDownLatch busy = new CountDownLatch(1);
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker, topology);
                Session session = Session.open(settings.session(), new Session.Threads(loop, watchdog))) {
            Pipeline pipeline = new Pipeline(settings, inventory, session);
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            loop.execute(() -> await(busy));
            session.consume(RunningConsumer.PREFETCH, pipeline::deliver);
            for (int i = 0; i < orders; i++) shop.create("o-" + i, "A", 1);
            Awaitility.await()
                    .atMost(TestShop.PATIENCE)
                    .until(() -> loop.getQueue().size() >= orders);
            pipeline.close();
            busy.countDown();
            pipeline.drained().get(20, TimeUnit.SECONDS);
            assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(1_000);
        } finally {
            busy.countDown();
            loop.shutdownNow();
            watchdog.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
