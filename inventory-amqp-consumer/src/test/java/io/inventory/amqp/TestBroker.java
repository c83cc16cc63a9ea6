package io.inventory.amqp;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.inventory.amqp.broker.BrokerOptions;
import io.inventory.amqp.broker.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import picocli.CommandLine;

/**
 * The broker of a test class: the one that {@code INVENTORY_TEST_AMQP_URI} names, or a private one that all classes of a
 * test run share. Each topology has names of its own, so that tests do not meet.
 */
public final class TestBroker implements BeforeAllCallback, AfterAllCallback {
    /** The environment variable that names a broker. */
    static final String GIVEN_URI = "INVENTORY_TEST_AMQP_URI";

    private final List<Topology> topologies = new ArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        uri();
    }

    /** How to reach it. */
    public String uri() {
        String given = System.getenv(GIVEN_URI);
        return given == null ? Shared.BROKER.uri() : given;
    }

    /** How to connect to it. */
    public ConnectionFactory factory() {
        return factory(uri());
    }

    /** As the consumer has it: it does not log with a stack trace what it says in a line. */
    public static ConnectionFactory factory(String uri) {
        return CommandLine.populateCommand(new BrokerOptions(), "--amqp-uri=" + uri)
                .broker();
    }

    /** A connection to it. */
    public Connection connect() throws IOException, TimeoutException {
        return factory().newConnection("test");
    }

    /** New names, deleted after the class. */
    public Topology newTopology(Duration... retryTiers) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        Topology topology = new Topology(
                "test." + id + ".order.events",
                "test." + id + ".inventory.events",
                "test." + id + ".orders",
                List.of(retryTiers));
        topologies.add(topology);
        return topology;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try (Connection connection = connect()) {
            var channel = connection.createChannel();
            for (Topology topology : topologies) {
                for (String queue : topology.queues().keySet()) channel.queueDelete(queue);
                channel.exchangeDelete(topology.ordersExchange());
                channel.exchangeDelete(topology.eventsExchange());
            }
        }
    }

    /** Started when it is first asked for; ends with the virtual machine. */
    private static final class Shared {
        static final PrivateBroker BROKER = PrivateBroker.start();
    }
}
