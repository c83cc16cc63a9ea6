@NullMarked
package io.inventory.jdbi.batch;

import org.jspecify.annotations.NullMarked;
