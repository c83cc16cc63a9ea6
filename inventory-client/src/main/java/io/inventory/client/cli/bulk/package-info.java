/** The commands for whole files. They know the formats of files and the session, and say on the terminal how far they are. */
@NullMarked
package io.inventory.client.cli.bulk;

import org.jspecify.annotations.NullMarked;
