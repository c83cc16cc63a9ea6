/** The process that turns order events from RabbitMQ into commands and their outcomes into stock events. */
@NullMarked
package io.inventory.amqp;

import org.jspecify.annotations.NullMarked;
