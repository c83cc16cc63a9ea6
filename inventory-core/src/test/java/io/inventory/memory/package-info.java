@NullMarked
package io.inventory.memory;

import org.jspecify.annotations.NullMarked;
