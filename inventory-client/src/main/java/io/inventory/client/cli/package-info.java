/**
 * {@code inventoryctl}, the command line for those who run a shop's stock: wires its commands, reads the command line and ends
 * with a status. What it needs besides the client is in its archive, and no dependency of the client.
 */
@NullMarked
package io.inventory.client.cli;

import org.jspecify.annotations.NullMarked;
