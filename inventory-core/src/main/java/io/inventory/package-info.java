/**
 * The inventory's public interface: {@link io.inventory.Inventory}, the requests that it answers, their outcomes, and
 * the values that they are made of.
 */
@NullMarked
package io.inventory;

import org.jspecify.annotations.NullMarked;
