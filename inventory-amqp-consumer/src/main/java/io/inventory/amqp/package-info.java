/**
 * The process that turns order events from RabbitMQ into commands, and their outcomes into stock events: it knows what is
 * done with each message, and in which order. It must not know connections, channels and confirms, which are {@code
 * broker}'s, nor properties, headers and JSON, which are {@code message}'s.
 */
@NullMarked
package io.inventory.amqp;

import org.jspecify.annotations.NullMarked;
