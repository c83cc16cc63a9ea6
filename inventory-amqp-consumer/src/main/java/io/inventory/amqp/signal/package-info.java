/**
 * The relay of signals: it knows who may publish, from which position, and in which order. It must not know what consuming
 * order events needs, nor properties, headers and JSON, which are {@code message}'s.
 */
@NullMarked
package io.inventory.amqp.signal;

import org.jspecify.annotations.NullMarked;
