/**
 * Feeds decoders with inputs made of valid ones: whatever comes is read, or refused in the documented way. It must not know
 * what is decoded.
 */
@NullMarked
package io.inventory.fuzz;

import org.jspecify.annotations.NullMarked;
