/**
 * Messages: which command an incoming one stands for, which event an outcome is published as, and with what properties,
 * headers and ids. It must not know connections, channels, the names of exchanges and queues, or when a message is
 * handled.
 */
@NullMarked
package io.inventory.amqp.message;

import org.jspecify.annotations.NullMarked;
