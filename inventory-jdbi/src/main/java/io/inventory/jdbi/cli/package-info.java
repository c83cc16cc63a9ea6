/** The command line of processes that run on the inventory's database: the same options and defaults for all of them. */
@NullMarked
package io.inventory.jdbi.cli;

import org.jspecify.annotations.NullMarked;
