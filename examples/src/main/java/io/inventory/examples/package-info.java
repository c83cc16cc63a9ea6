/** Runnable programs that show how a shop uses the inventory, remote and embedded. */
@NullMarked
package io.inventory.examples;

import org.jspecify.annotations.NullMarked;
