package io.inventory.jdbi.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts transactions and reads that were begun again, by the class of the SQLState: its first two characters. Thread-safe. */
final class Retries {
    /** Those with which something is begun again; any other is {@link #OTHER}. */
    private static final List<String> CLASSES = List.of("08", "23", "25", "40", "53", "57", "58", "90");

    private static final String OTHER = "other";

    private final Map<String, Counter> counters = new HashMap<>();
    private final Counter other;

    Retries(String queue, MeterRegistry registry) {
        for (String sqlState : CLASSES) counters.put(sqlState, counter(queue, sqlState, registry));
        other = counter(queue, OTHER, registry);
    }

    private static Counter counter(String queue, String sqlState, MeterRegistry registry) {
        return Counter.builder("inventory.transactions.retried")
                .description(
                        "Transactions and reads that failed in a way that may pass and were begun again, by the class of"
                                + " the SQLState")
                .tags("queue", queue, "sqlstate", sqlState)
                .register(registry);
    }

    void count(String sqlState) {
        counters.getOrDefault(sqlState.length() < 2 ? "" : sqlState.substring(0, 2), other)
                .increment();
    }
}
