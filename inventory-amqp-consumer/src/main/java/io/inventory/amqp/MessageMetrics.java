package io.inventory.amqp;

import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.OrderEventType;
import io.inventory.jdbi.metrics.Latency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** What is measured of messages and of the broker; no tag has an id. Thread-safe. */
final class MessageMetrics {
    private static final String NO_REASON = "none";
    private static final String OTHER = "other";

    /** What a message was acknowledged for. */
    enum Fate {
        /** Its command has an outcome, and the event of that is published. */
        done,
        /** It is in a retry queue. */
        retried,
        /** It is in the parking queue. */
        parked
    }

    private final MeterRegistry registry;
    private final Map<Key, Counter> messages = new ConcurrentHashMap<>();
    private final Timer duration;
    private final Counter confirmed;
    private final Counter connections;
    private final Counter failures;
    private volatile int inFlight;
    private volatile boolean paused;
    private volatile boolean connected;

    MessageMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (OrderEventType type : OrderEventType.values()) {
            var unused = counter(new Key(type.routingKey(), Fate.done, NO_REASON));
        }
        for (Fate fate : Fate.values()) {
            var unused = counter(new Key(OTHER, fate, NO_REASON));
        }
        duration = Timer.builder("inventory.messages.duration")
                .description("From when a message was delivered until it was acknowledged as done")
                .serviceLevelObjectives(Latency.bucketsOfMessages())
                .register(registry);
        confirmed =
                counter("inventory.publishing.confirmed", "Messages that the broker has confirmed, copies included");
        connections = counter("inventory.broker.sessions", "Sessions with the broker that were opened");
        failures = counter(
                "inventory.broker.failures",
                "Sessions with the broker that failed or could not be opened; each is followed by another attempt");
        gauge("inventory.messages.in.flight", "Messages that are delivered and not acknowledged", () -> inFlight);
        gauge(
                "inventory.consumer.paused",
                "Whether consumption pauses because the inventory does not answer: 1, or 0",
                () -> paused ? 1 : 0);
        gauge(
                "inventory.broker.connected",
                "Whether there is a session with the broker: 1, or 0",
                () -> connected ? 1 : 0);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value::getAsInt).description(description).register(registry);
    }

    /** Counts what no queue received. */
    void watch(UnroutableEvents unroutable) {
        watch("dropped", unroutable, UnroutableEvents::dropped);
        watch("held", unroutable, UnroutableEvents::held);
    }

    private void watch(String action, UnroutableEvents events, ToDoubleFunction<UnroutableEvents> count) {
        FunctionCounter.builder("inventory.publishing.failed", events, count)
                .description(
                        "How often the broker did not take a message: an event that no queue receives is dropped, if that"
                                + " is allowed; anything else is held and tried again")
                .tag("action", action)
                .register(registry);
    }

    /** A message was acknowledged, because its command has an outcome that is published. */
    void done(String routingKey, long sinceNanos) {
        count(routingKey, Fate.done, NO_REASON);
        duration.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A message is in another queue.
     *
     * @param reason one of few, by name
     */
    void putAside(String routingKey, Fate fate, String reason) {
        count(routingKey, fate, reason);
    }

    private void count(String routingKey, Fate fate, String reason) {
        counter(new Key(kind(routingKey), fate, reason)).increment();
    }

    private Counter counter(Key key) {
        Counter known = messages.get(key);
        return known != null ? known : messages.computeIfAbsent(key, this::register);
    }

    private Counter register(Key key) {
        return Counter.builder("inventory.messages")
                .description(
                        "Messages that were acknowledged, by what was done with them; what is delivered again counts again")
                .tags("kind", key.kind, "fate", key.fate.name(), "reason", key.reason)
                .register(registry);
    }

    /** Who sends a message chooses its routing key: only those that are known may become a tag. */
    private static String kind(String routingKey) {
        for (OrderEventType type : OrderEventType.values())
            if (type.routingKey().equals(routingKey)) return routingKey;
        return OTHER;
    }

    void confirmed() {
        confirmed.increment();
    }

    void inFlight(int messagesInFlight) {
        inFlight = messagesInFlight;
    }

    void paused(boolean isPaused) {
        paused = isPaused;
    }

    void connected() {
        connections.increment();
        connected = true;
    }

    void disconnected() {
        connected = false;
        inFlight = 0;
        paused = false;
    }

    void failed() {
        failures.increment();
    }

    boolean isConnected() {
        return connected;
    }

    private record Key(String kind, Fate fate, String reason) {}
}
