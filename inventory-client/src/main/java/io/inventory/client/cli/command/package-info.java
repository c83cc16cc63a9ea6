/** The commands that are not about a stock alone. Knows the inventory and what all commands have in common. */
@NullMarked
package io.inventory.client.cli.command;

import org.jspecify.annotations.NullMarked;
