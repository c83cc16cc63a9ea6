@NullMarked
package io.inventory.jdbi.sql;

import org.jspecify.annotations.NullMarked;
