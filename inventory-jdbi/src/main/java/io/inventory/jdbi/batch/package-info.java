/**
 * Who waits, for how long, and on which thread an answer is given: the queue of commands, group commit, shared reads. Knows
 * how to run a list of commands; knows nothing of SQL or of what a command means.
 */
@NullMarked
package io.inventory.jdbi.batch;

import org.jspecify.annotations.NullMarked;
