@NullMarked
package io.inventory.jdbi.known;

import org.jspecify.annotations.NullMarked;
