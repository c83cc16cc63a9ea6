package io.inventory.amqp;

import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.message.EventReader.CreatedOrders;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;

/**
 * How to consume.
 *
 * @param session the broker, and how to use it
 * @param createdOrders what a created order does
 * @param stopTimeout how long a stop waits for messages that are being handled
 * @param metrics what is counted and measured
 */
record ConsumerSettings(
        SessionSettings session, CreatedOrders createdOrders, Duration stopTimeout, MessageMetrics metrics) {
    /** The same, without metrics. */
    ConsumerSettings(SessionSettings session, CreatedOrders createdOrders, Duration stopTimeout) {
        this(session, createdOrders, stopTimeout, new MessageMetrics(new CompositeMeterRegistry()));
    }
}
