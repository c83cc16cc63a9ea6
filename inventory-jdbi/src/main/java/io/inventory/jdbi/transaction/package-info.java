/**
 * One transaction for a list of commands: its limits, what is locked and written, and when it is run again. Knows statements only by {@link io.inventory.jdbi.sql.Dialect}; knows nothing of who waits for an answer.
 */
@NullMarked
package io.inventory.jdbi.transaction;

import org.jspecify.annotations.NullMarked;
