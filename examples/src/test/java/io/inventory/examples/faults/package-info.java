/** The fault suite: load, faults, and whether all is as promised afterwards. */
@NullMarked
package io.inventory.examples.faults;

import org.jspecify.annotations.NullMarked;
