/** What the how-to guides in docs/how-to show of tests and of Spring, and the tests of it. */
@NullMarked
package io.inventory.examples.howto;

import org.jspecify.annotations.NullMarked;
