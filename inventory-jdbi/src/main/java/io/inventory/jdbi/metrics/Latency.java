package io.inventory.jdbi.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The buckets of all times that the processes measure, so that they can be compared and added up; few, because each is a
 * series. Thread-safe.
 */
public final class Latency {
    private static final List<Duration> BUCKETS = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    /** A message may wait in hand for as long as the inventory does not answer. */
    private static final List<Duration> MORE_OF_MESSAGES = List.of(Duration.ofSeconds(30), Duration.ofMinutes(2));

    private Latency() {}

    /** Of what is asked and answered. */
    public static Duration[] buckets() {
        return BUCKETS.toArray(Duration[]::new);
    }

    /** Of what is held until it can be done: the same, and some for minutes. */
    public static Duration[] bucketsOfMessages() {
        return Stream.concat(BUCKETS.stream(), MORE_OF_MESSAGES.stream()).toArray(Duration[]::new);
    }

    static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(buckets());
    }
}
