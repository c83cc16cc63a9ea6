@NullMarked
package io.inventory.decision;

import org.jspecify.annotations.NullMarked;
