/**
 * The decision core: pure functions from a command and a working set to an outcome and changes. No clock, no SQL, no
 * threads. For those who write a store; users of the inventory need {@link io.inventory} only.
 */
@NullMarked
package io.inventory.decision;

import org.jspecify.annotations.NullMarked;
