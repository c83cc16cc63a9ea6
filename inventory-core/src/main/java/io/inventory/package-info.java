/**
 * The inventory's API: {@link io.inventory.Inventory}, the requests that it answers, their outcomes, and the values that
 * they are made of. It knows neither how anything is decided nor where it is stored.
 *
 * <p>For programs that use an inventory, the API is this package and {@link io.inventory.memory.InMemoryInventory}; of the
 * other modules it is what their package documentation names. {@code io.inventory.decision} is public for the stores of
 * this project alone and changes without notice.
 *
 * <p>All types here except {@code Inventory} are immutable and therefore safe for use by many threads. No parameter,
 * component or answer is null: what may be missing is an {@link java.util.Optional}.
 */
@NullMarked
package io.inventory;

import org.jspecify.annotations.NullMarked;
