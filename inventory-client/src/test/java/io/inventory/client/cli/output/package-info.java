@NullMarked
package io.inventory.client.cli.output;

import org.jspecify.annotations.NullMarked;
