package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.EventReader;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is lost while a session is set up. */
@ExpectedLog(Consumer.class)
class ReconnectionTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aConnectionThatIsLostBeforeItsFirstChannelIsMadeAnew(int lost) throws Exception {
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        LosingFactory factory = new LosingFactory(broker, lost);
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(factory, topology, inventory)) {
            inventory.create(new Sku("A"), 10, new RequestId("1"));
            shop.awaitConsumer();
            shop.create("o-1", "A", 1);
            shop.awaitEvents(1);
            assertThat(factory.count()).isEqualTo(4);
            assertThat(consumer.end()).isNotDone();
        }
    }

    /** An operator may be about to make it anew. */
    @Test
    void aQueueThatIsMissingAfterAReconnectionIsWaitedFor() throws Exception {
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        SessionSettings session = new SessionSettings(
                broker.factory(),
                topology,
                TopologyDeclaration.Mode.PASSIVE,
                64,
                Duration.ofSeconds(5),
                new UnroutableEvents(UnroutableEvents.Policy.HOLD));
        ConsumerSettings settings =
                new ConsumerSettings(session, EventReader.CreatedOrders.deduct(), Duration.ofSeconds(10));
        try (InMemoryInventory inventory = new InMemoryInventory();
                TestShop shop = new TestShop(broker, topology);
                Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            inventory.create(new Sku("A"), 10, new RequestId("1"));
            TopologyDeclaration.declare(connection, topology, TopologyDeclaration.Mode.FULL);
            try (RunningConsumer consumer = new RunningConsumer(settings, inventory)) {
                shop.awaitConsumer();
                channel.queueDelete(topology.queue());
                // Longer than the pauses before the first new sessions.
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(TestShop.PATIENCE)
                        .until(() -> !consumer.end().isDone());
                TopologyDeclaration.declare(connection, topology, TopologyDeclaration.Mode.FULL);
                shop.awaitConsumer();
                shop.create("o-1", "A", 1);
                shop.awaitEvents(1);
                assertThat(consumer.end()).isNotDone();
            }
        }
    }
}
