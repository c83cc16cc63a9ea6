@NullMarked
package io.inventory.client;

import org.jspecify.annotations.NullMarked;
