/**
 * Files of stocks: what a line of one means, what is wrong with it, and how stocks become lines again. Knows the inventory's
 * vocabulary and CSV, and neither servers nor terminals.
 */
@NullMarked
package io.inventory.client.cli.csv;

import org.jspecify.annotations.NullMarked;
