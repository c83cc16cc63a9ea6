package io.inventory.amqp.broker;

import io.inventory.amqp.broker.Publisher.NotPublishedException;
import io.inventory.amqp.message.OutgoingMessage;
import io.inventory.amqp.message.Printable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of events that no queue receives, and how many there were; one for all that a process publishes. Only events are
 * dropped: what is put aside into a retry queue or the parking queue never is, nor what the broker refuses. Thread-safe.
 */
public final class UnroutableEvents {
    /** Before what was not published is published again, at first; then longer and longer. */
    public static final Duration PAUSE_MIN = Duration.ofMillis(500);

    public static final Duration PAUSE_MAX = Duration.ofSeconds(15);

    /** For how long after a line about what was not published there is none. */
    static final Duration LOG_INTERVAL = PAUSE_MAX;

    private static final Logger LOG = LoggerFactory.getLogger(UnroutableEvents.class);

    /** What is done with an event that no queue receives. */
    public enum Policy {
        /** It is published again until a queue receives it, and what has to follow it waits. */
        HOLD,
        /** It is counted and counts as published. */
        DROP
    }

    private final Policy policy;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private long loggedNanos;

    public UnroutableEvents(Policy policy) {
        this.policy = policy;
    }

    /** How many events were dropped since the process began. */
    public long dropped() {
        return dropped.get();
    }

    /** How often something was not published, and is or was to be tried again, since the process began. */
    public long held() {
        return held.get();
    }

    /**
     * Counts a message that was not published, and says so in the log now and then.
     *
     * @return whether it is dropped; if not it is to be published again, after a pause
     */
    public boolean drops(OutgoingMessage message, NotPublishedException why) {
        boolean drops = policy == Policy.DROP && why.isUnroutable() && message.isEvent();
        long count = (drops ? dropped : held).incrementAndGet();
        if (!mayLog()) return drops;
        String cause = Printable.of(String.valueOf(why.getMessage()));
        if (drops)
            LOG.warn(
                    "{} to exchange '{}' was dropped, as were {} events before it: {}",
                    message.routingKey(),
                    message.exchange(),
                    count - 1,
                    cause);
        else
            LOG.warn(
                    "{} to exchange '{}' was not published and will be tried again: {}",
                    message.routingKey(),
                    message.exchange(),
                    cause);
        return drops;
    }

    /** The pause after this one. */
    public static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }

    private synchronized boolean mayLog() {
        long now = System.nanoTime();
        if (loggedNanos != 0 && now - loggedNanos < LOG_INTERVAL.toNanos()) return false;
        loggedNanos = now;
        return true;
    }
}
