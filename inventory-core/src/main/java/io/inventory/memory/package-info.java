/**
 * The inventory in memory: the whole behaviour without a database, for tests and demonstrations. It knows the decision
 * core and the API, and must know no database and no wire.
 */
@NullMarked
package io.inventory.memory;

import org.jspecify.annotations.NullMarked;
