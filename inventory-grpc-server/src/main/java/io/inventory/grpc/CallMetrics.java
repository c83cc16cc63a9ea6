package io.inventory.grpc;

import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** What is measured of an endpoint: its calls by method and status, and what is open. */
final class CallMetrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
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
        Duration.ofSeconds(2)
    };

    private final MeterRegistry registry;
    private final ServerInterceptor calls;
    private final List<Meter> gauges = new ArrayList<>();

    CallMetrics(MeterRegistry registry) {
        this.registry = registry;
        calls = new MetricCollectingServerInterceptor(
                registry, counter -> counter, timer -> timer.serviceLevelObjectives(BUCKETS));
    }

    /** Measures each call that goes through it. */
    ServerInterceptor calls() {
        return calls;
    }

    /** Shows a number that goes up and down. */
    void show(String name, String description, IntSupplier value) {
        gauges.add(Gauge.builder(name, value::getAsInt).description(description).register(registry));
    }

    /** Shows nothing any more; what was counted stays. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
