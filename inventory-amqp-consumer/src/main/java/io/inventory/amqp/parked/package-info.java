/**
 * Parked messages and the commands by which an operator looks after them. It must not know the inventory, or how
 * messages are consumed.
 */
@NullMarked
package io.inventory.amqp.parked;

import org.jspecify.annotations.NullMarked;
