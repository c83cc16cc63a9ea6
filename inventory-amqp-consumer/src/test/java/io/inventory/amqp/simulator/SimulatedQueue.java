package io.inventory.amqp.simulator;

import io.inventory.amqp.simulator.SimulatedBroker.SimulatedMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A durable queue. */
public final class SimulatedQueue {
    private final SimulatedBroker broker;
    private final String name;
    private final Map<String, Object> arguments;
    private final Deque<Entry> ready = new ArrayDeque<>();
    private final List<SimulatedChannel> consumers = new ArrayList<>();
    private final List<Entry> unconfirmed = new ArrayList<>();
    private final List<Entry> justAcknowledged = new ArrayList<>();
    private int nextConsumer;
    private int unacknowledged;

    SimulatedQueue(SimulatedBroker broker, String name, Map<String, Object> arguments) {
        this.broker = broker;
        this.name = name;
        this.arguments = arguments;
    }

    /** A message in it; the same object from its arrival to its acknowledgement. */
    static final class Entry {
        final SimulatedMessage message;
        boolean redelivered;

        Entry(SimulatedMessage message) {
            this.message = message;
        }
    }

    Entry add(SimulatedMessage message) {
        Entry entry = new Entry(message);
        ready.add(entry);
        if (arguments.get("x-message-ttl") instanceof Long ttl)
            broker.simulation.after(Duration.ofMillis(ttl), () -> expire(entry));
        deliver();
        return entry;
    }

    private void expire(Entry entry) {
        if (!ready.remove(entry)) return;
        String target = String.valueOf(arguments.get("x-dead-letter-routing-key"));
        broker.queue(target).add(new SimulatedMessage("", target, entry.message.properties(), entry.message.body()));
    }

    /** If the broker dies before it is confirmed, it may be gone. */
    void unconfirmed(Entry entry) {
        unconfirmed.add(entry);
    }

    void confirmed(Entry entry) {
        unconfirmed.remove(entry);
    }

    void consume(SimulatedChannel channel) {
        consumers.add(channel);
        deliver();
    }

    void cancel(SimulatedChannel channel) {
        consumers.remove(channel);
    }

    void deliver() {
        for (int idle = 0; !ready.isEmpty() && idle < consumers.size(); ) {
            SimulatedChannel channel = consumers.get(nextConsumer++ % consumers.size());
            if (channel.isFull()) {
                idle++;
                continue;
            }
            idle = 0;
            unacknowledged++;
            channel.deliver(ready.remove());
        }
    }

    void acknowledged(Entry entry) {
        unacknowledged--;
        justAcknowledged.add(entry);
        broker.simulation.after(SimulatedBroker.WIRE_MAX, () -> justAcknowledged.remove(entry));
        deliver();
    }

    /** What was delivered and not acknowledged comes again, before all others. */
    void requeue(List<Entry> entries) {
        unacknowledged -= entries.size();
        for (int i = entries.size() - 1; i >= 0; i--) {
            entries.get(i).redelivered = true;
            ready.addFirst(entries.get(i));
        }
        deliver();
    }

    void crash() {
        for (Entry entry : unconfirmed) if (broker.simulation.happens(0.5)) ready.remove(entry);
        unconfirmed.clear();
        for (Entry entry : justAcknowledged)
            if (broker.simulation.happens(0.5)) {
                entry.redelivered = true;
                ready.addFirst(entry);
            }
        justAcknowledged.clear();
    }

    /** Whether nothing is in it, delivered or not. */
    public boolean isEmpty() {
        return ready.isEmpty() && unacknowledged == 0;
    }

    /** What is in it and not delivered. */
    public List<SimulatedMessage> messages() {
        return ready.stream().map(entry -> entry.message).toList();
    }

    @Override
    public String toString() {
        return name + ": " + ready.size() + " ready, " + unacknowledged + " delivered";
    }
}
