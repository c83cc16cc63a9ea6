package io.inventory.jdbi.metrics;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.queue.QueueObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures one queue. What the registry throws, or a filter of it, is logged once and changes no answer. Thread-safe.
 */
final class MeteredQueue implements QueueObserver {
    private static final double[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};
    private static final Logger LOG = LoggerFactory.getLogger(MeteredQueue.class);
    private static final AtomicBoolean FAILURE_LOGGED = new AtomicBoolean();

    private final Map<Class<?>, RequestMeters> requests;
    private final Retries retries;
    private final Timer queueTime;
    private final Timer batchDuration;
    private final DistributionSummary batchSize;
    private final Counter overloaded;
    private final Counter split;
    private final Counter knownHeld;
    private final Counter knownMistaken;
    private final Counter guardTripped;

    MeteredQueue(String queue, Map<Class<?>, RequestMeters> requests, MeterRegistry registry) {
        this.requests = requests;
        retries = new Retries(queue, registry);
        queueTime = Latency.timer("inventory.queue.time", "How long requests waited for a batch")
                .tag("queue", queue)
                .register(registry);
        batchDuration = Latency.timer(
                        "inventory.batch.duration",
                        "How long batches took: waiting for a connection, all attempts and the commit; a batch of commands"
                                + " is a transaction")
                .tag("queue", queue)
                .register(registry);
        batchSize = DistributionSummary.builder("inventory.batch.size")
                .description("How many requests a batch had")
                .baseUnit("requests")
                .serviceLevelObjectives(SIZES)
                .tag("queue", queue)
                .register(registry);
        overloaded = Counter.builder("inventory.queue.overloaded")
                .description("Requests that were refused because too many waited, or they themselves for too long")
                .tag("queue", queue)
                .register(registry);
        split = Counter.builder("inventory.transactions.split")
                .description(
                        "Transactions of several commands that failed and were run in halves, to find the one to blame")
                .tag("queue", queue)
                .register(registry);
        knownHeld = decidedFromKnown("held", queue, registry);
        knownMistaken = decidedFromKnown("mistaken", queue, registry);
        guardTripped = Counter.builder("inventory.guard.tripped")
                .description(
                        "Writes that were kept from taking units which are not there: a bug, or somebody else changes"
                                + " the tables")
                .tag("queue", queue)
                .register(registry);
    }

    @Override
    public void answered(Request<?> request, Verdict<?> verdict, long queuedNanos, long nanos) {
        try {
            RequestMeters meters = requests.get(request.getClass());
            if (meters != null) meters.answered(Result.index(verdict), nanos);
            if (verdict instanceof Verdict.Refusal<?> refusal) countOverload(refusal.exception());
            queueTime.record(queuedNanos, TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void refused(Request<?> request, InventoryException refusal) {
        try {
            countOverload(refusal);
            RequestMeters meters = requests.get(request.getClass());
            if (meters != null) meters.notBegun(Result.index(refusal));
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void countOverload(InventoryException refusal) {
        if (refusal.reason() == ErrorReason.OVERLOADED) overloaded.increment();
    }

    @Override
    public void givenUp(Request<?> request) {
        try {
            RequestMeters meters = requests.get(request.getClass());
            if (meters != null) meters.notBegun(Result.GIVEN_UP);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void batchDone(int batch, int waiting, long nanos) {
        try {
            batchSize.record(batch);
            batchDuration.record(nanos, TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void retried(int attempt, String sqlState) {
        try {
            retries.count(sqlState);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void split(int commands) {
        try {
            split.increment();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private static Counter decidedFromKnown(String result, String queue, MeterRegistry registry) {
        return Counter.builder("inventory.commands.known.stock")
                .description(
                        "Commands that were decided from known stock without a lock on it: that held, or it was mistaken"
                                + " (somebody else had changed a stock or recorded an order) and they were run again with locks")
                .tags("queue", queue, "result", result)
                .register(registry);
    }

    @Override
    public void decidedFromKnown(int commands, boolean held) {
        try {
            (held ? knownHeld : knownMistaken).increment(commands);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void guardTripped() {
        try {
            guardTripped.increment();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private static void failed(Throwable failure) {
        if (FAILURE_LOGGED.compareAndSet(false, true))
            LOG.error("the registry of metrics failed; this is logged once", failure);
    }
}
