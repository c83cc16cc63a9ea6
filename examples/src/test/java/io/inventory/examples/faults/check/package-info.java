/** Whether a history, the stored rows and the events agree with what the inventory promises. Knows no process and no clock. */
@NullMarked
package io.inventory.examples.faults.check;

import org.jspecify.annotations.NullMarked;
