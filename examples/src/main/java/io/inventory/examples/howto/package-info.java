/** What the how-to guides in docs/how-to show. Knows the libraries as a shop would, and nothing of their insides. */
@NullMarked
package io.inventory.examples.howto;

import org.jspecify.annotations.NullMarked;
