/** The inventory at the other end of a gRPC channel, as the same Java interface. */
@NullMarked
package io.inventory.client;

import org.jspecify.annotations.NullMarked;
