/**
 * A world in one thread: time that passes only where nothing else happens, a broker and a store in memory, and faults at every
 * step, all of which follow from a seed. It must not know what is done with messages and signals.
 */
@NullMarked
package io.inventory.amqp.simulator;

import org.jspecify.annotations.NullMarked;
