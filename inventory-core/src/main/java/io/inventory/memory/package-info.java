/** The inventory in memory: the whole behaviour without a database, for tests and demonstrations. */
@NullMarked
package io.inventory.memory;

import org.jspecify.annotations.NullMarked;
