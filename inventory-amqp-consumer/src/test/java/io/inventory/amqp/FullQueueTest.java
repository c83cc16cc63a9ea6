package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue that takes nothing: an event or a copy is not in any queue, and what it was made of must not be lost. */
@ExpectedLog({Pipeline.class, UnroutableEvents.class})
class FullQueueTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final Topology topology = broker.newTopology();

    @Test
    void anEventThatTheBrokerRefusesIsPublishedAgainUntilThereIsRoom() throws Exception {
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker.connect(), topology, false);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory);
                Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            String full = channel.queueDeclare(
                            "", false, true, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish"))
                    .getQueue();
            channel.queueBind(full, topology.eventsExchange(), "#");
            channel.basicPublish("", full, null, "filling".getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> channel.messageCount(full) == 1);
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            Awaitility.await()
                    .atMost(TestShop.PATIENCE)
                    .until(() -> inventory.stock(new Sku("A")).available() == 999);
            assertThat(next(channel, full)).isEqualTo("filling");
            assertThat(next(channel, full)).contains("\"o-1\"");
            assertThat(consumer.end()).isNotDone();
        }
    }

    @Test
    void anEventThatNoQueueTakesLeavesItsMessageInItsQueue() throws Exception {
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker.connect(), topology, false)) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            try (RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
                shop.awaitConsumer();
                shop.create("o-1", "A", 1);
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() -> inventory.stock(new Sku("A")).available() == 999);
                assertThat(consumer.end()).isNotDone();
            }
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> shop.waiting(topology.queue()) == 1);
        }
    }

    @Test
    void aMessageThatCannotBeParkedStaysInItsQueue() throws Exception {
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker, topology);
                Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            inventory.create(new Sku("A"), 1_000, new RequestId("1"));
            try (RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
                shop.awaitConsumer();
                channel.queueDelete(topology.parkingQueue());
                shop.publish("order.created", new BasicProperties(), "no JSON".getBytes(StandardCharsets.UTF_8));
                shop.create("o-2", "A", 1);
                shop.awaitEvents(1);
                assertThat(consumer.end()).isNotDone();
            }
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> shop.waiting(topology.queue()) == 1);
        }
    }

    private static String next(Channel channel, String queue) {
        GetResponse message = Awaitility.await()
                .atMost(TestShop.PATIENCE)
                .until(() -> channel.basicGet(queue, true), Objects::nonNull);
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }
}
