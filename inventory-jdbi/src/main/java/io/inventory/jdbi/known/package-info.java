/**
 * What the last batches left, kept in memory: stocks, orders, the store's time. It knows nothing of SQL, and nothing depends on
 * it being right: the statements that write prove it or fail.
 */
@NullMarked
package io.inventory.jdbi.known;

import org.jspecify.annotations.NullMarked;
