package io.inventory.grpc;

import io.grpc.ServerInterceptor;
import io.inventory.jdbi.metrics.Latency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** What is measured of an endpoint: its calls by method and status, and what is open. */
final class CallMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final ServerInterceptor calls;
    private final List<Meter> gauges = new ArrayList<>();

    CallMetrics(MeterRegistry registry) {
        this.registry = registry;
        calls = new MetricCollectingServerInterceptor(
                registry, counter -> counter, timer -> timer.serviceLevelObjectives(Latency.buckets()));
    }

    /** Measures each call that goes through it. */
    ServerInterceptor calls() {
        return calls;
    }

    /** Shows a number that goes up and down. */
    void show(String name, String description, IntSupplier value) {
        gauges.add(Gauge.builder(name, value::getAsInt).description(description).register(registry));
    }

    /** What counts one more each time that it is run. */
    Runnable counter(String name, String description, String label, String value) {
        return Counter.builder(name).description(description).tag(label, value).register(registry)::increment;
    }

    /** Shows nothing any more; what was counted stays. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
