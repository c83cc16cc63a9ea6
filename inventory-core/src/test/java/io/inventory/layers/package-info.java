/** Which packages are API, and the rule that their signatures show nothing else, for the tests of all modules. */
@NullMarked
package io.inventory.layers;

import org.jspecify.annotations.NullMarked;
