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
    private final History history;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Pulse calls = new Pulse();
    private final Pulse messages = new Pulse();
    private final AtomicLong slowestFailureNanos = new AtomicLong();

    public Recorder(History history) {
        this.history = history;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    boolean isFull() {
        return history.isFull();
    }

    void add(Operation operation) {
        history.add(operation);
        String answer =
                operation.result() == Result.OK ? "" : " " + operation.answer().split(" ", 2)[0];
        counts.computeIfAbsent(
                        operation.way() + " " + operation.kind() + " " + operation.result() + answer,
                        what -> new AtomicLong())
                .incrementAndGet();
        if (operation.result() != Result.UNKNOWN) (operation.way() == Way.CALL ? calls : messages).beat();
    }

    /** A call ended after so long, and nobody knows what became of it. */
    void failed(long nanos) {
        slowestFailureNanos.accumulateAndGet(nanos, Math::max);
    }

    /** Forgets how long something took before. */
    public void begin() {
        calls.begin();
        messages.begin();
        slowestFailureNanos.set(0);
    }

    /** How long the longest call took that was not answered. */
    public Duration slowestFailure() {
        return Duration.ofNanos(slowestFailureNanos.get());
    }

    void add(Reading reading) {
        history.add(reading);
        counts.computeIfAbsent("READ", what -> new AtomicLong()).incrementAndGet();
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
