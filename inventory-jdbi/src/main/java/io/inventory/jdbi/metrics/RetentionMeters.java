package io.inventory.jdbi.metrics;

import io.inventory.jdbi.queue.RetentionObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures what is not kept any longer. Thread-safe. */
final class RetentionMeters implements RetentionObserver {
    private final Counter rows;
    private final Counter failures;
    private final Meter age;
    private volatile @Nullable Instant lastPass;

    /** @param what the kind of rows */
    RetentionMeters(String what, MeterRegistry registry) {
        rows = Counter.builder("inventory.retention.rows")
                .description(
                        "Rows that were older than is kept: orders that were compacted, ledger entries that were archived")
                .tag("what", what)
                .register(registry);
        failures = Counter.builder("inventory.retention.failures")
                .description("Times that doing so failed; it is tried again")
                .tag("what", what)
                .register(registry);
        age = TimeGauge.builder("inventory.retention.age", this, TimeUnit.SECONDS, RetentionMeters::ageSeconds)
                .description(
                        "How long ago the last pass over all rows ended, in whichever process; none is known at first")
                .tag("what", what)
                .register(registry);
    }

    private double ageSeconds() {
        Instant last = lastPass;
        return last == null
                ? Double.NaN
                : Math.max(0, Duration.between(last, Instant.now()).toSeconds());
    }

    /** What shows a state. */
    Meter gauge() {
        return age;
    }

    @Override
    public void done(int count) {
        rows.increment(count);
    }

    @Override
    public void failed() {
        failures.increment();
    }

    @Override
    public void passEnded(Instant at) {
        lastPass = at;
    }
}
