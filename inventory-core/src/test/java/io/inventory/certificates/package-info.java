/** Certificates for tests of TLS, made while the tests run. */
@NullMarked
package io.inventory.certificates;

import org.jspecify.annotations.NullMarked;
