/** Tests of the commands for whole files. */
@NullMarked
package io.inventory.client.cli.bulk;

import org.jspecify.annotations.NullMarked;
