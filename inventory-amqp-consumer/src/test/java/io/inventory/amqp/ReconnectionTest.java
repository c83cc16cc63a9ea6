package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is lost while a session is set up. */
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
}
