package io.inventory.amqp;

import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.Topology;
import java.time.Duration;

/**
 * Judges by the sessions before when the next one is opened, and how many messages it takes at once. Used on one thread.
 *
 * <p>A message that the client library can't read ends the connection before the consumer sees it, and comes again with
 * the next session, until the broker parks it because it was delivered too often. All that is prefetched with it is
 * counted too. So a session that ended before it had finished as many messages as it may prefetch is followed by one that
 * takes one message at a time, until it has finished that many: then only that message is counted.
 */
final class Reconnection {
    static final Duration PAUSE_MIN = Duration.ofMillis(200);
    static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    /** After a session that lasted longer the next pause is short again. */
    private static final Duration STABLE_AFTER = Duration.ofSeconds(5);
    /**
     * After how many sessions in a row that finished nothing pauses grow all the same. Before that they are short, because
     * each message that can't be read takes {@link Topology#DELIVERIES_MAX} of them.
     */
    private static final int SHORT_PAUSES_MAX = 10 * Topology.DELIVERIES_MAX;

    private Duration pause = PAUSE_MIN;
    private boolean connectedBefore;
    private boolean oneAtATime;
    private int fruitless;

    void connected() {
        connectedBefore = true;
    }

    /** Whether the broker was once found to be as it must be. */
    boolean connectedBefore() {
        return connectedBefore;
    }

    /** Whether the next session is to begin with one message at a time. */
    boolean oneAtATime() {
        return oneAtATime;
    }

    /** A session has ended. */
    void ended(Session session) {
        if (!session.hasConsumed()) return;
        boolean proven = session.proven().isDone();
        oneAtATime = !proven;
        fruitless = session.acknowledged() > 0 ? 0 : fruitless + 1;
        if (!proven && fruitless <= SHORT_PAUSES_MAX) pause = PAUSE_MIN;
    }

    /** The pause before the next session, where the last one took {@code lasted} from its first attempt to connect. */
    Duration pauseAfter(Duration lasted) {
        if (lasted.compareTo(STABLE_AFTER) > 0) pause = PAUSE_MIN;
        Duration now = pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
        return now;
    }
}
