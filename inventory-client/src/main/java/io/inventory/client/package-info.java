/**
 * The inventory at the other end of a gRPC channel, as the same Java interface: {@link
 * io.inventory.client.InventoryClient}. It knows who waits for an answer, when something is sent again and on which thread
 * what is completed; how a request is written on the wire is {@code .wire}'s.
 */
@NullMarked
package io.inventory.client;

import org.jspecify.annotations.NullMarked;
