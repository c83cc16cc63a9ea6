/**
 * What operators see of an inventory in a browser: HTML and SVG made here, without scripts. Knows an inventory and what is
 * measured; changes nothing.
 */
@NullMarked
package io.inventory.jdbi.management.page;

import org.jspecify.annotations.NullMarked;
