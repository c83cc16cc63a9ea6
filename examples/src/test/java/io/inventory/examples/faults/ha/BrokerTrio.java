package io.inventory.examples.faults.ha;

import io.inventory.amqp.PrivateBroker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A RabbitMQ of three nodes, whose quorum queues go on with two. Not thread-safe. */
final class BrokerTrio implements AutoCloseable {
    private static final int NODES = 3;
    private static final Duration WHOLE_MAX = Duration.ofMinutes(3);

    /** In the order in which they were started. */
    private final List<PrivateBroker> nodes = new ArrayList<>();

    private BrokerTrio() {}

    /** Starts the nodes, one after the other. */
    static BrokerTrio start() {
        BrokerTrio trio = new BrokerTrio();
        try {
            trio.nodes.add(PrivateBroker.start());
            while (trio.nodes.size() < NODES) trio.nodes.add(trio.nodes.get(0).startBeside());
            return trio;
        } catch (RuntimeException e) {
            trio.close();
            throw e;
        }
    }

    /** One URI with the hosts of all. */
    String uri() {
        String hosts = nodes.stream()
                .map(node -> "127.0.0.1:" + URI.create(node.uri()).getPort())
                .collect(Collectors.joining(","));
        return "amqp://guest:guest@" + hosts;
    }

    /** The node that decides what is in a queue. */
    PrivateBroker leader(String queue) {
        String name = value(queue, "leader");
        return nodes.stream()
                .filter(node -> node.node().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node leads " + queue + ": " + name));
    }

    /** Waits until all nodes take part in a queue again. */
    void awaitWhole(String queue) {
        Awaitility.await("all nodes take part in " + queue)
                .atMost(WHOLE_MAX)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> value(queue, "online")
                                .chars()
                                .filter(each -> each == '@')
                                .count()
                        == NODES);
    }

    private String value(String queue, String column) {
        return nodes.get(0)
                .control("list_queues", "--quiet", "name", column)
                .lines()
                .filter(line -> line.startsWith(queue + "\t"))
                .findFirst()
                .map(line -> line.substring(queue.length() + 1).strip())
                .orElse("");
    }

    @Override
    public void close() {
        // all end before a folder of one is deleted, which may fail
        nodes.forEach(PrivateBroker::kill);
        // the first one has the cookie of all
        for (int i = nodes.size() - 1; i >= 0; i--) nodes.get(i).close();
    }
}
