package io.inventory.amqp.broker;

import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;

/**
 * How to consume from the broker and to publish to it.
 *
 * @param broker where it is
 * @param topology its exchanges and queues
 * @param declare how much of the topology is made
 * @param prefetch how many messages may be delivered without being acknowledged, when all goes well
 * @param confirmTimeout how long the broker may take to confirm a message before the session has failed
 * @param unroutable what becomes of events that no queue receives
 */
public record SessionSettings(
        ConnectionFactory broker,
        Topology topology,
        TopologyDeclaration.Mode declare,
        int prefetch,
        Duration confirmTimeout,
        UnroutableEvents unroutable) {
    /** Where the broker is, for the log: host and port, of several nodes with commas. */
    public String address() {
        return BrokerNodes.text(broker);
    }
}
