@NullMarked
package io.inventory;

import org.jspecify.annotations.NullMarked;
