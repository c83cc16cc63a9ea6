/** Microbenchmarks (JMH) of what must never become the bottleneck. */
@NullMarked
package io.inventory.examples.benchmark;

import org.jspecify.annotations.NullMarked;
