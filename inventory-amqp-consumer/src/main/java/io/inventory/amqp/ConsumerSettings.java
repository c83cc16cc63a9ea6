package io.inventory.amqp;

import com.rabbitmq.client.ConnectionFactory;
import io.inventory.amqp.EventReader.CreatedOrders;
import java.time.Duration;

/**
 * How to consume.
 *
 * @param broker where
 * @param topology from which queue, and to which exchange
 * @param declare how much of the topology is made
 * @param createdOrders what a created order does
 * @param prefetch how many messages may be on their way at once
 * @param confirmTimeout how long the broker may take to confirm a message before the connection counts as dead
 * @param stopTimeout how long a stop waits for what is on its way
 */
record ConsumerSettings(
        ConnectionFactory broker,
        Topology topology,
        TopologyDeclaration.Mode declare,
        CreatedOrders createdOrders,
        int prefetch,
        Duration confirmTimeout,
        Duration stopTimeout) {}
