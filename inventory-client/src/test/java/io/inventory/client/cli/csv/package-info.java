/** Tests of files of stocks. */
@NullMarked
package io.inventory.client.cli.csv;

import org.jspecify.annotations.NullMarked;
