@NullMarked
package io.inventory.jdbi.cli;

import org.jspecify.annotations.NullMarked;
