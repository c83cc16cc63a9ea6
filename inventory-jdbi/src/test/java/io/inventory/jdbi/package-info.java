@NullMarked
package io.inventory.jdbi;

import org.jspecify.annotations.NullMarked;
