/**
 * What the inventory counts and measures, for a Micrometer registry: which meters there are and what they are called, and
 * into which buckets the processes sort times. Knows what queues are told of, and nothing of how requests are carried out.
 */
@NullMarked
package io.inventory.jdbi.metrics;

import org.jspecify.annotations.NullMarked;
