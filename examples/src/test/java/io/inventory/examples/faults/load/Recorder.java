package io.inventory.examples.faults.load;

import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import io.inventory.examples.faults.history.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers what is asked, and writes down what was answered. Safe for use by many threads. */
public final class Recorder {
    /** After so long a server knows that its database is away, and need not wait to find out. */
    private static final Duration KNOWN_AFTER = Duration.ofSeconds(6);

    private final History history;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Pulse calls = new Pulse();
    private final Pulse messages = new Pulse();
    private final AtomicLong slowestFailureNanos = new AtomicLong();
    private final AtomicLong slowestLaterFailureNanos = new AtomicLong();
    private volatile long beginNanos = System.nanoTime();
    private final AtomicLong failures = new AtomicLong();

    public Recorder(History history) {
        this.history = history;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    /** Whether the history has no room for more than the answers to what was asked before. */
    public boolean isFull() {
        return history.isFull();
    }

    void add(Operation operation) {
        history.add(operation);
        String answer =
                operation.result() == Result.OK ? "" : " " + operation.answer().split(" ", 2)[0];
        count(operation.way() + " " + operation.kind() + " " + operation.result() + answer);
        if (operation.result() != Result.UNKNOWN) (operation.way() == Way.CALL ? calls : messages).beat();
    }

    /** A call ended, and nobody knows what became of it. */
    void failed(long startNanos, long endNanos) {
        long nanos = endNanos - startNanos;
        slowestFailureNanos.accumulateAndGet(nanos, Math::max);
        if (startNanos - beginNanos > KNOWN_AFTER.toNanos())
            slowestLaterFailureNanos.accumulateAndGet(nanos, Math::max);
        failures.incrementAndGet();
    }

    /** Forgets how long something took, and what failed, before. */
    public void begin() {
        beginNanos = System.nanoTime();
        calls.begin();
        messages.begin();
        slowestFailureNanos.set(0);
        slowestLaterFailureNanos.set(0);
        failures.set(0);
    }

    /** How many calls were not answered. */
    public long failures() {
        return failures.get();
    }

    /** How long the longest call took that was not answered. */
    public Duration slowestFailure() {
        return Duration.ofNanos(slowestFailureNanos.get());
    }

    /** The same of those that began more than 6 s after {@link #begin}. */
    public Duration slowestLaterFailure() {
        return Duration.ofNanos(slowestLaterFailureNanos.get());
    }

    void add(Reading reading) {
        history.add(reading);
        count("READ");
    }

    /** A stock could not be read. */
    void notRead(String reason) {
        count("READ UNKNOWN " + reason);
    }

    private void count(String what) {
        counts.computeIfAbsent(what, first -> new AtomicLong()).incrementAndGet();
    }

    /** How long callers got no answers. */
    public Pulse calls() {
        return calls;
    }

    /** How long messages had none. */
    public Pulse messages() {
        return messages;
    }

    /** How many there were, by what was asked and answered. */
    public Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((what, count) -> sorted.put(what, count.get()));
        return sorted;
    }
}
