@NullMarked
package io.inventory.jdbi.thread;

import org.jspecify.annotations.NullMarked;
