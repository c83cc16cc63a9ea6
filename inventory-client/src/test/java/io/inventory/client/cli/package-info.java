@NullMarked
package io.inventory.client.cli;

import org.jspecify.annotations.NullMarked;
