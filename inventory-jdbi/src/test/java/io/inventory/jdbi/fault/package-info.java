@NullMarked
package io.inventory.jdbi.fault;

import org.jspecify.annotations.NullMarked;
