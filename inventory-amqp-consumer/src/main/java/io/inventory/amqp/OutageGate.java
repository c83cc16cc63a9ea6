package io.inventory.amqp;

import io.inventory.amqp.broker.EventLoop;
import io.inventory.amqp.message.Printable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds messages while the inventory can't answer. They stay unacknowledged, so that with the prefetch count reached
 * nothing more is delivered: consumption pauses. One message at a time is tried again, after longer and longer pauses; the
 * first answer releases all. Used on one thread, the loop.
 */
final class OutageGate<M> {
    static final Duration PAUSE_MIN = Duration.ofMillis(100);
    static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(OutageGate.class);

    private final EventLoop loop;
    private final Consumer<M> tryAgain;
    private final Deque<M> held = new ArrayDeque<>();
    private boolean shut;
    private boolean probing;
    private Duration pause = PAUSE_MIN;
    private long shutSinceNanos;

    OutageGate(EventLoop loop, Consumer<M> tryAgain) {
        this.loop = loop;
        this.tryAgain = tryAgain;
    }

    boolean isShut() {
        return shut;
    }

    /** Keeps a message that arrived while the gate is shut. */
    void hold(M message) {
        held.addLast(message);
        if (!probing) probeLater();
    }

    /** Keeps a message that the inventory could not answer, and shuts the gate. */
    void shut(M message, String why) {
        held.addLast(message);
        if (!shut) {
            shut = true;
            shutSinceNanos = System.nanoTime();
            LOG.warn("The inventory does not answer, consumption pauses: {}", Printable.of(why));
        }
        if (!probing) probeLater();
    }

    /** The inventory has carried something out: releases all that is held, and forgets how long the outage was. */
    void succeeded() {
        pause = PAUSE_MIN;
        open();
    }

    /** What was tried has met a bug, which says nothing about the inventory: another message is to be tried. */
    void undecided() {
        if (shut && !probing && !held.isEmpty()) probeLater();
    }

    /** The inventory has answered, be it with a refusal: releases all that is held. */
    void open() {
        if (!shut) return;
        shut = false;
        LOG.info(
                "The inventory answers again after {} s, consumption goes on with {} held messages",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - shutSinceNanos),
                held.size());
        while (!shut && !held.isEmpty()) tryAgain.accept(held.removeFirst());
    }

    /** Forgets what is held, and says how much that was. */
    int clear() {
        int count = held.size();
        held.clear();
        return count;
    }

    private void probeLater() {
        probing = true;
        loop.after(pause, this::probe);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }

    private void probe() {
        probing = false;
        M message = held.pollFirst();
        if (message != null) tryAgain.accept(message);
    }
}
