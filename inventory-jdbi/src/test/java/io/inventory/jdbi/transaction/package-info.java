@NullMarked
package io.inventory.jdbi.transaction;

import org.jspecify.annotations.NullMarked;
