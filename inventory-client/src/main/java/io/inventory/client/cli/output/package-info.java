/**
 * Prints rows for people, as JSON and as CSV, from one description of their columns. Knows terminals and nothing of the
 * inventory.
 */
@NullMarked
package io.inventory.client.cli.output;

import org.jspecify.annotations.NullMarked;
