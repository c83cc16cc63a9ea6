package io.inventory.jdbi.metrics;

import io.inventory.Command;
import io.inventory.Query;
import io.inventory.jdbi.queue.QueueObserver;
import io.inventory.jdbi.queue.RetentionObserver;
import io.inventory.jdbi.queue.StoreWatch;
import io.inventory.jdbi.sql.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** All that is measured of one inventory on a store. No tag has the id of an order or a SKU. Thread-safe. */
public final class StoreMetrics {
    private static final String COMMANDS = "commands";
    private static final String SINGLE_READS = "single_reads";
    private static final String OTHER_QUERIES = "other_queries";

    private final MeterRegistry registry;
    private final Map<Class<?>, RequestMeters> commands;
    private final Map<Class<?>, RequestMeters> queries;
    private final List<Meter> gauges = new CopyOnWriteArrayList<>();

    /** Registers what does not depend on the inventory's parts. */
    public StoreMetrics(MeterRegistry registry) {
        this.registry = registry;
        commands = RequestMeters.of(Command.class, registry, "inventory.commands", "Commands");
        queries = RequestMeters.of(Query.class, registry, "inventory.queries", "Queries");
    }

    /** Hears of commands. */
    public QueueObserver commands() {
        return new MeteredQueue(COMMANDS, commands, registry);
    }

    /** Hears of queries for one stock or one order. */
    public QueueObserver singleReads() {
        return new MeteredQueue(SINGLE_READS, queries, registry);
    }

    /** Hears of all other queries. */
    public QueueObserver otherQueries() {
        return new MeteredQueue(OTHER_QUERIES, queries, registry);
    }

    /** Hears of the commands by which overdue reservations expire. */
    public QueueObserver sweeps() {
        return new MeteredQueue("expiry", commands, registry);
    }

    /** Hears what becomes of rows of a kind that are not kept any longer. */
    public RetentionObserver retention(String what) {
        RetentionMeters meters = new RetentionMeters(what, registry);
        gauges.add(meters.gauge());
        return meters;
    }

    /** Shows how many requests wait in each queue. */
    public void watchQueues(IntSupplier waitingCommands, IntSupplier waitingReads, IntSupplier waitingQueries) {
        watchQueue(COMMANDS, waitingCommands);
        watchQueue(SINGLE_READS, waitingReads);
        watchQueue(OTHER_QUERIES, waitingQueries);
    }

    private void watchQueue(String queue, IntSupplier waiting) {
        gauges.add(Gauge.builder("inventory.queue.waiting", waiting::getAsInt)
                .description("Requests that wait for a batch")
                .tag("queue", queue)
                .register(registry));
    }

    /** Shows what waits in the store. */
    public void watchStore(StoreWatch store) {
        gauges.add(Gauge.builder("inventory.store.up", store, watch -> watch.answers() ? 1 : 0)
                .description("Whether the store answered when it was last asked, which it is every 5 seconds: 1, or 0")
                .register(registry));
        gauges.add(TimeGauge.builder(
                        "inventory.expiry.lag",
                        store,
                        TimeUnit.MILLISECONDS,
                        watch -> watch.backlog().expiryLag().toMillis())
                .description("For how long the reservation is over that ran out first and still holds its units")
                .register(registry));
        gauge(
                "inventory.signals.unnumbered",
                "Signals in the store that nobody has listed yet, " + Backlog.SIGNALS_MAX + " at most",
                store,
                Backlog::unnumberedSignals);
        gauge(
                "inventory.signals.position",
                "The position of the newest signal that was listed",
                store,
                Backlog::signalsPosition);
    }

    private void gauge(String name, String description, StoreWatch store, ToDoubleFunction<Backlog> value) {
        gauges.add(Gauge.builder(name, store, watch -> value.applyAsDouble(watch.backlog()))
                .description(description)
                .register(registry));
    }

    /** Takes back what shows a state: there is none any more. What was counted stays. */
    public void close() {
        gauges.forEach(registry::remove);
    }
}
