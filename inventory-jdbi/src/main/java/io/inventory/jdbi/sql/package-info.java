/**
 * The statements in their forms and the rows that they read and write. Knows the tables, JDBI and the core's records;
 * knows nothing of when a transaction begins, ends or is run again.
 */
@NullMarked
package io.inventory.jdbi.sql;

import org.jspecify.annotations.NullMarked;
