/** The inventory on a relational database, by JDBI. */
@NullMarked
package io.inventory.jdbi;

import org.jspecify.annotations.NullMarked;
