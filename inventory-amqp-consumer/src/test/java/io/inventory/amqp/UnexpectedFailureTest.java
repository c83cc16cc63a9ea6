package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.OrderCommand;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.Headers;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A bug that one message meets: it is tried again, then parked, and no other message notices. */
@ExpectedLog({Pipeline.class})
class UnexpectedFailureTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final Topology topology = broker.newTopology(Duration.ofMillis(200));
    private final BuggyInventory inventory = new BuggyInventory();
    private LosingFactory factory;
    private TestShop shop;
    private RunningConsumer consumer;

    @BeforeEach
    void start() throws Exception {
        inventory.create(new Sku("A"), 1_000, new RequestId("1"));
        factory = new LosingFactory(broker, 0);
        shop = new TestShop(broker, topology);
        consumer = new RunningConsumer(factory, topology, inventory);
        shop.awaitConsumer();
    }

    @AfterEach
    void stop() {
        consumer.close();
        shop.close();
    }

    @Test
    void anInventoryThatThrowsCostsOneMessageOnly() throws Exception {
        for (int i = 0; i < 10; i++) shop.create("o-" + i, "A", 1);
        shop.create("throwing", "A", 1);
        for (int i = 10; i < 20; i++) shop.create("o-" + i, "A", 1);
        assertIsParkedAfterItsTier("a bug in submit");
        assertThat(shop.awaitEvents(20)).extracting(Received::routingKey).containsOnly("stock.deducted");
        assertNobodyElseNoticed(20);
    }

    @Test
    void anErrorCostsOneMessageOnlyToo() throws Exception {
        for (int i = 0; i < 10; i++) shop.create("o-" + i, "A", 1);
        shop.create("not-linked", "A", 1);
        for (int i = 10; i < 20; i++) shop.create("o-" + i, "A", 1);
        assertIsParkedAfterItsTier("a class is missing");
        shop.awaitEvents(20);
        assertNobodyElseNoticed(20);
    }

    /** What is read is older than what was done, so that the rollback is not in it. */
    @Test
    void anOutcomeOfWhichNoEventCanBeMadeCostsOneMessageOnly() throws Exception {
        shop.create("stale", "A", 1);
        shop.awaitEvents(1);
        for (int i = 0; i < 10; i++) shop.create("o-" + i, "A", 1);
        shop.cancel("stale");
        for (int i = 10; i < 20; i++) shop.create("o-" + i, "A", 1);
        assertIsParkedAfterItsTier("Index 0 out of bounds");
        shop.awaitEvents(21);
        assertNobodyElseNoticed(21);
    }

    private void assertIsParkedAfterItsTier(String detail) {
        TestShop.Parked parked = shop.awaitParked();
        assertThat(parked.header(Headers.REASON)).isEqualTo("INTERNAL");
        assertThat(parked.header(Headers.DETAIL)).contains(detail);
        assertThat(parked.header(Headers.ATTEMPT)).isEqualTo("1");
    }

    /** Nothing was published twice, and the connections are the first ones. */
    private void assertNobodyElseNoticed(int events) throws Exception {
        shop.create("last", "A", 1);
        assertThat(shop.awaitEvents(events + 1)).hasSize(events + 1);
        assertThat(factory.count()).isEqualTo(2);
        assertThat(consumer.end()).isNotDone();
    }

    /** Fails for some orders as no inventory should. */
    private static final class BuggyInventory implements Inventory {
        private final InMemoryInventory inventory = new InMemoryInventory();
        private final Map<Request<?>, CompletableFuture<?>> read = new ConcurrentHashMap<>();

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A> CompletableFuture<A> submit(Request<A> request) {
            if (request instanceof OrderCommand<?> command
                    && command.orderId().value().equals("throwing")) throw new IllegalStateException("a bug in submit");
            if (request instanceof OrderCommand<?> command
                    && command.orderId().value().equals("not-linked"))
                throw new NoClassDefFoundError("a class is missing");
            if (request instanceof GetOrder get && get.orderId().value().equals("stale"))
                return (CompletableFuture<A>) read.computeIfAbsent(get, key -> inventory.submit(get));
            return inventory.submit(request);
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
