/** Tests of the relay of signals. */
@NullMarked
package io.inventory.amqp.signal;

import org.jspecify.annotations.NullMarked;
