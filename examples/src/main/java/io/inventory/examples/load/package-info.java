/** A load test against a running server or the embedded library, which ends with the proof that not a unit is missing. */
@NullMarked
package io.inventory.examples.load;

import org.jspecify.annotations.NullMarked;
