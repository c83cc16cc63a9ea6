package io.inventory.jdbi.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one kind of commands or queries. What became of them is counted by index; a counter is made when it is first
 * needed, for most never are. Thread-safe.
 */
final class RequestMeters {
    private final IntFunction<Counter> counters;
    private final AtomicReferenceArray<@Nullable Counter> made = new AtomicReferenceArray<>(Result.ALL.size());
    private final Timer duration;

    private RequestMeters(IntFunction<Counter> counters, Timer duration) {
        this.counters = counters;
        this.duration = duration;
        // from the begin, so that the first one is an increase too
        for (int result : Result.OF_ALL_KINDS) {
            var unused = counter(result);
        }
    }

    /**
     * Those of every kind that a sealed type has.
     *
     * @param name of the counter, {@code inventory.commands}; the timer's has {@code .duration} more
     * @param what of the descriptions
     */
    static Map<Class<?>, RequestMeters> of(Class<?> type, MeterRegistry registry, String name, String what) {
        Map<Class<?>, RequestMeters> meters = new HashMap<>();
        add(type, meters, registry, name, what);
        return meters;
    }

    private static void add(
            Class<?> type, Map<Class<?>, RequestMeters> meters, MeterRegistry registry, String name, String what) {
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) add(permitted, meters, registry, name, what);
            return;
        }
        String kind = type.getSimpleName().replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        IntFunction<Counter> counters = index -> Counter.builder(name)
                .description(what + ", by what became of them")
                .tags(
                        "kind",
                        kind,
                        "outcome",
                        Result.ALL.get(index).outcome(),
                        "reason",
                        Result.ALL.get(index).reason())
                .register(registry);
        Timer duration = Latency.timer(
                        name + ".duration", what + ": from when they were taken in until their answer was there")
                .tag("kind", kind)
                .register(registry);
        meters.put(type, new RequestMeters(counters, duration));
    }

    void answered(int result, long nanos) {
        counter(result).increment();
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Of what was never begun it says nothing how long it took. */
    void notBegun(int result) {
        counter(result).increment();
    }

    private Counter counter(int result) {
        Counter counter = made.get(result);
        if (counter != null) return counter;
        Counter first = counters.apply(result);
        made.set(result, first);
        return first;
    }
}
