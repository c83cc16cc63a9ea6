/**
 * Measures the ways to carry out orders beside each other, in short slices in turn on one PostgreSQL. It knows the load test and the
 * processes from outside, and nothing of how they do their work.
 */
@NullMarked
package io.inventory.examples.measure;

import org.jspecify.annotations.NullMarked;
