/**
 * The contract suite: what every {@link io.inventory.Inventory} must do, as tests. An implementation subclasses {@link
 * io.inventory.contract.InventoryContract}.
 */
@NullMarked
package io.inventory.contract;

import org.jspecify.annotations.NullMarked;
