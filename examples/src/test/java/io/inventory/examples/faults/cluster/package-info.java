/** Servers, consumers, a database and a broker as real processes, and how each of them is made to fail. */
@NullMarked
package io.inventory.examples.faults.cluster;

import org.jspecify.annotations.NullMarked;
