@NullMarked
package io.inventory.jdbi.management.page;

import org.jspecify.annotations.NullMarked;
