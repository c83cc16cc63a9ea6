package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.inventory.Inventory;
import io.inventory.OrderCommand;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.EventReader;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A message that the client library can't read: the connection ends before the consumer sees it. */
@ExpectedLog({Consumer.class, OutageGate.class})
class UnreadableMessageTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    /** Below the consumer's own, which takes half a minute. */
    private static final int DELIVERIES_MAX = 6;

    private final Topology topology = broker.newTopology();

    @Test
    void isParkedByTheBrokerAloneWhileTheOrdersAroundItGoThrough() throws Exception {
        SessionSettings session = new SessionSettings(
                broker.factory(),
                topology,
                TopologyDeclaration.Mode.PASSIVE,
                64,
                Duration.ofSeconds(5),
                new UnroutableEvents(UnroutableEvents.Policy.HOLD));
        ConsumerSettings settings =
                new ConsumerSettings(session, EventReader.CreatedOrders.deduct(), Duration.ofSeconds(10));
        try (ClosableInventory inventory = new ClosableInventory();
                TestShop shop = new TestShop(broker, topology)) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            declareWithFewDeliveries();
            for (int i = 0; i < 20; i++) shop.create("before-" + i, "A", 1);
            shop.publish("order.created", tooDeep(), "{}".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20; i++) shop.create("after-" + i, "A", 1);
            try (RunningConsumer consumer = new RunningConsumer(settings, inventory)) {
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() -> shop.events().stream()
                                        .map(Received::id)
                                        .distinct()
                                        .count()
                                == 40);
                // what is with the consumer once more waits in neither queue
                Awaitility.await().atMost(TestShop.PATIENCE).until(() -> shop.waiting(topology.parkingQueue()) == 1);
                assertThat(shop.waiting(topology.queue())).isZero();
                assertManyAreTakenAtOnceAgain(shop, inventory);
                assertThat(consumer.end()).isNotDone();
            }
        }
    }

    /** After as many messages as the prefetch count; what is held then has been taken. */
    private void assertManyAreTakenAtOnceAgain(TestShop shop, ClosableInventory inventory) throws Exception {
        int before = shop.events().size();
        for (int i = 0; i < 64; i++) shop.create("later-" + i, "A", 1);
        shop.awaitEvents(before + 64);
        inventory.down = true;
        for (int i = 0; i < 10; i++) shop.create("last-" + i, "A", 1);
        Awaitility.await()
                .atMost(TestShop.PATIENCE)
                .until(() -> inventory.refused.contains("last-0") && shop.waiting(topology.queue()) == 0);
        inventory.down = false;
        shop.awaitEvents(before + 64 + 10);
    }

    private void declareWithFewDeliveries() throws Exception {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            for (Map.Entry<String, Map<String, Object>> queue :
                    topology.queues().entrySet()) {
                Map<String, Object> arguments = new HashMap<>(queue.getValue());
                if (queue.getKey().equals(topology.queue())) arguments.put("x-delivery-limit", DELIVERIES_MAX);
                channel.queueDeclare(queue.getKey(), true, false, false, arguments);
            }
            channel.queueBind(topology.queue(), topology.ordersExchange(), "order.created");
        }
    }

    /** Can be made unavailable. */
    private static final class ClosableInventory implements Inventory {
        private final InMemoryInventory inventory = new InMemoryInventory();
        private final Set<String> refused = ConcurrentHashMap.newKeySet();
        private volatile boolean down;

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            if (!down) return inventory.submit(request);
            if (request instanceof OrderCommand<?> command)
                refused.add(command.orderId().value());
            return CompletableFuture.failedFuture(UnavailableException.unavailable("down"));
        }

        @Override
        public void close() {
            inventory.close();
        }
    }

    /** Headers nested deeper than the 32 levels that the client library reads, but not deeper than it writes. */
    static BasicProperties tooDeep() {
        Object value = 1;
        for (int i = 0; i < 40; i++) value = List.of(value);
        return new BasicProperties.Builder().headers(Map.of("trace", value)).build();
    }
}
