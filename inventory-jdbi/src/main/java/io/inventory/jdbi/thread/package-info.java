/**
 * Threads of the library, so that a caller's interrupt and class loader reach nothing of it. Knows nothing of what they do.
 */
@NullMarked
package io.inventory.jdbi.thread;

import org.jspecify.annotations.NullMarked;
