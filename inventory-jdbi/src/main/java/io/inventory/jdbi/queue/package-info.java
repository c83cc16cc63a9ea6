/**
 * What waits in which queue, and what it is carried out by: commands in group commit, shared reads, other queries, exports, the sweep of
 * reservations. Knows how to run a list of commands; knows nothing of what a command means.
 */
@NullMarked
package io.inventory.jdbi.queue;

import org.jspecify.annotations.NullMarked;
