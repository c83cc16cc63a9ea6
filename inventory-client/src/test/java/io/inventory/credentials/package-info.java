@NullMarked
package io.inventory.credentials;

import org.jspecify.annotations.NullMarked;
