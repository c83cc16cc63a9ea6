/**
 * What operators see of a process: metrics and health, over HTTP on a port of its own, the same for all processes. Knows
 * nothing of what the process does; the page is beneath it.
 */
@NullMarked
package io.inventory.jdbi.management;

import org.jspecify.annotations.NullMarked;
