/**
 * The decision core: pure functions from a command and a working set to an outcome and changes, and what all stores share
 * besides. No API: it is for the stores of this project, and it must know no clock, no SQL, no I/O and no threads.
 */
@NullMarked
package io.inventory.decision;

import org.jspecify.annotations.NullMarked;
