/** Tests of the examples, and of what the README says about them. */
@NullMarked
package io.inventory.examples;

import org.jspecify.annotations.NullMarked;
