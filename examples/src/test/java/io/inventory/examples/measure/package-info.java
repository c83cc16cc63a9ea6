@NullMarked
package io.inventory.examples.measure;

import org.jspecify.annotations.NullMarked;
