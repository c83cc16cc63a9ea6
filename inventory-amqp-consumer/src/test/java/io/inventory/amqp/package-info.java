/** Tests on a real RabbitMQ. */
@NullMarked
package io.inventory.amqp;

import org.jspecify.annotations.NullMarked;
