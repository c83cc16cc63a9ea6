package io.inventory.jdbi.management.page;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of orders, minute by minute since the start, from the counters of the process's own inventory. Thread-safe.
 */
final class Outcomes {
    /** How many minutes are kept. */
    static final int MINUTES_MAX = 120;

    private static final String COMMANDS = "inventory.commands";
    private static final Set<String> KINDS = Set.of("deduct", "reserve");

    private final MeterRegistry registry;
    private final Clock clock;

    // All below is guarded by this.
    private final Deque<Minute> minutes = new ArrayDeque<>();
    private Map<Outcome, Double> before;
    private Instant begun;

    /** What may become of an order. */
    enum Outcome {
        /** It got its units. */
        TAKEN,
        /** It did not. */
        REJECTED,
        /** It was there before. */
        REPLAYED,
        /** It was malformed, or other than before. */
        REFUSED,
        /** It got no answer. */
        FAILED
    }

    /**
     * What there was in a minute.
     *
     * @param begin its begin
     */
    record Minute(Instant begin, Map<Outcome, Long> orders) {
        long total() {
            return orders.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    Outcomes(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        before = counted();
        begun = minute();
    }

    private Instant minute() {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    /** Ends the minutes that are over; to be called more often than once a minute. */
    synchronized void look() {
        Instant now = minute();
        if (!now.isAfter(begun)) return;
        Map<Outcome, Double> counted = counted();
        minutes.addLast(new Minute(begun, difference(counted)));
        // the clock was set, or the process was halted: what is between is not known
        begun = now;
        before = counted;
        while (minutes.size() > MINUTES_MAX) minutes.removeFirst();
    }

    /** All that are kept, oldest first, and what there was of this one. */
    synchronized List<Minute> minutes() {
        look();
        List<Minute> all = new ArrayList<>(minutes);
        all.add(new Minute(begun, difference(counted())));
        return all;
    }

    private Map<Outcome, Long> difference(Map<Outcome, Double> now) {
        Map<Outcome, Long> difference = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values())
            difference.put(outcome, Math.round(now.getOrDefault(outcome, 0.0) - before.getOrDefault(outcome, 0.0)));
        return difference;
    }

    private Map<Outcome, Double> counted() {
        Map<Outcome, Double> counted = new EnumMap<>(Outcome.class);
        for (Counter counter : registry.find(COMMANDS).counters())
            if (KINDS.contains(String.valueOf(counter.getId().getTag("kind"))))
                counted.merge(outcome(String.valueOf(counter.getId().getTag("outcome"))), counter.count(), Double::sum);
        return counted;
    }

    private static Outcome outcome(String tag) {
        return switch (tag) {
            case "done" -> Outcome.TAKEN;
            case "rejected" -> Outcome.REJECTED;
            case "replayed" -> Outcome.REPLAYED;
            case "refused" -> Outcome.REFUSED;
            default -> Outcome.FAILED;
        };
    }
}
