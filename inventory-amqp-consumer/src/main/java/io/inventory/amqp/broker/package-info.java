/**
 * RabbitMQ: where it is, which exchanges and queues there are, the connections of a session, and publishing with
 * confirms. It must not know what a message means or what the inventory does with it.
 */
@NullMarked
package io.inventory.amqp.broker;

import org.jspecify.annotations.NullMarked;
