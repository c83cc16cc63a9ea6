package io.inventory.examples.faults.ha;

import io.inventory.amqp.PrivateBroker;
import java.time.Duration;

/** What is lost of a pair of PostgreSQL servers or of three nodes of RabbitMQ. */
enum Loss {
    /** kill -9 of the primary with all on its machine; the standby takes its place, and it comes back as the standby. */
    PRIMARY_KILLED,
    /** The same at a moment when the standby has not heard of it for a while: what was answered meanwhile must be there, too. */
    PRIMARY_KILLED_AHEAD,
    /** SIGSTOP of the same; it goes on when another has taken its place. */
    PRIMARY_HALTED,
    /** kill -9 of the primary's PostgreSQL alone, which Patroni starts again. */
    PRIMARY_CRASHED,
    /** The primary gives its place to the standby because an operator asks it to. */
    SWITCHED_OVER,
    /** kill -9 of the standby with all on its machine; it comes back. */
    STANDBY_KILLED,
    /** SIGSTOP of the same, for a while: commits wait for it until it is given up. */
    STANDBY_HALTED,
    /** kill -9 of the node that leads the queue of order events, which is started again. */
    QUEUE_LEADER_KILLED,
    /** SIGSTOP of the same, for a while. */
    QUEUE_LEADER_HALTED;

    /** Shorter than wal_sender_timeout, after which a standby is given up, and may not be promoted. */
    private static final Duration BEHIND = Duration.ofSeconds(4);

    /** Lets it happen, and waits until all are there again. */
    void inflict(RedundantCluster cluster, Duration hold) {
        switch (this) {
            case PRIMARY_KILLED -> {
                PatroniNode lost = cluster.database().primary();
                lost.kill();
                cluster.database().awaitPrimary(cluster.database().otherThan(lost));
                lost.start();
            }
            case PRIMARY_KILLED_AHEAD -> {
                PatroniNode lost = cluster.database().primary();
                PatroniNode behind = cluster.database().otherThan(lost);
                behind.halt();
                try {
                    sleep(BEHIND);
                    lost.kill();
                    behind.loseWhatIsUnderWay();
                } finally {
                    behind.resume();
                }
                cluster.database().awaitPrimary(behind);
                lost.start();
            }
            case PRIMARY_HALTED -> {
                PatroniNode lost = cluster.database().primary();
                lost.halt();
                try {
                    cluster.database().awaitPrimary(cluster.database().otherThan(lost));
                    sleep(hold);
                } finally {
                    lost.resume();
                }
            }
            case PRIMARY_CRASHED -> cluster.database().primary().killPostgres();
            case SWITCHED_OVER -> {
                PatroniNode before = cluster.database().primary();
                before.switchOver();
                cluster.database().awaitPrimary(cluster.database().otherThan(before));
            }
            case STANDBY_KILLED -> {
                PatroniNode lost =
                        cluster.database().otherThan(cluster.database().primary());
                lost.kill();
                sleep(hold);
                lost.start();
            }
            case STANDBY_HALTED -> {
                PatroniNode lost =
                        cluster.database().otherThan(cluster.database().primary());
                during(hold, lost::halt, lost::resume);
            }
            case QUEUE_LEADER_KILLED -> {
                PrivateBroker lost = cluster.broker().leader(RedundantCluster.QUEUE);
                lost.kill();
                sleep(hold);
                lost.startAgain();
            }
            case QUEUE_LEADER_HALTED -> {
                PrivateBroker lost = cluster.broker().leader(RedundantCluster.QUEUE);
                during(hold, lost::freeze, lost::thaw);
            }
        }
        switch (this) {
            case QUEUE_LEADER_KILLED, QUEUE_LEADER_HALTED -> cluster.broker().awaitWhole(RedundantCluster.QUEUE);
            default -> cluster.database().awaitWhole();
        }
    }

    private static void during(Duration hold, Runnable begin, Runnable end) {
        begin.run();
        try {
            sleep(hold);
        } finally {
            end.run();
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
