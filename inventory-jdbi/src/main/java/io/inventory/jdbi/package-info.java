/**
 * The inventory on a relational database, as an embedding program sees it: {@link io.inventory.jdbi.JdbiInventory} and what
 * sets it up. This package is API; {@code .batch}, {@code .transaction} and {@code .sql} below it are not, although some
 * of their types are public, and may change in any release.
 */
@NullMarked
package io.inventory.jdbi;

import org.jspecify.annotations.NullMarked;
