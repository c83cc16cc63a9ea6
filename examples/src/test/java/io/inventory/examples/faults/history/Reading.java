package io.inventory.examples.faults.history;

/** A stock as somebody read it during the run. The times are as of {@link Operation}. */
public record Reading(String sku, long available, long reserved, long version, long startNanos, long endNanos) {}
