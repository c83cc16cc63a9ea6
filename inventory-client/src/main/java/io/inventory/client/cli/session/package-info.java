/**
 * What all commands have in common: to whom they speak and as whom, where they print, whom they ask, and how they end. Knows
 * the client, and no command.
 */
@NullMarked
package io.inventory.client.cli.session;

import org.jspecify.annotations.NullMarked;
