/**
 * Customers who order by calls and by messages, and write down what they were told; whether it was true is asked
 * of the checker when they are gone. Knows of no fault.
 */
@NullMarked
package io.inventory.examples.faults.load;

import org.jspecify.annotations.NullMarked;
