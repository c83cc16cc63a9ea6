/** Tests of what goes in and out, without a broker. */
@NullMarked
package io.inventory.amqp.message;

import org.jspecify.annotations.NullMarked;
