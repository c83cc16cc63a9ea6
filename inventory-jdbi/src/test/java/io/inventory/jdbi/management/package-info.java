@NullMarked
package io.inventory.jdbi.management;

import org.jspecify.annotations.NullMarked;
