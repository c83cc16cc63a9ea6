/** The commands of {@code inventoryctl stock}. Knows the inventory and what all commands have in common. */
@NullMarked
package io.inventory.client.cli.stock;

import org.jspecify.annotations.NullMarked;
