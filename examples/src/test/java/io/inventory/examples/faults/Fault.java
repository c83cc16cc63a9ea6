package io.inventory.examples.faults;

import io.inventory.amqp.PrivateBroker;
import io.inventory.examples.faults.cluster.Cluster;
import io.inventory.examples.faults.cluster.FakeClock;
import io.inventory.examples.faults.cluster.FaultProxy;
import io.inventory.examples.faults.cluster.JavaProcess;
import io.inventory.examples.faults.cluster.Point;
import io.inventory.examples.faults.cluster.SmallDisk;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A way to fail. */
enum Fault {
    /** kill -9 of one of two servers. */
    SERVER_KILLED,
    /** kill -9 of both. */
    BOTH_SERVERS_KILLED,
    /** SIGSTOP of one of two servers. */
    SERVER_HALTED,
    /** kill -9 of one of two consumers. */
    CONSUMER_KILLED,
    /** The same, when it has come to a point of its work: see {@link Point}. */
    CONSUMER_KILLED_AT_POINT,
    /** SIGSTOP of one of two consumers. */
    CONSUMER_HALTED,
    /** kill -9 of PostgreSQL and all its processes, which are away for a while. */
    DATABASE_KILLED,
    /** SIGSTOP of the same. */
    DATABASE_HALTED,
    /** Nothing gets to the database or comes back, and nobody is told. */
    DATABASE_UNREACHABLE,
    /** kill -9 of RabbitMQ. */
    BROKER_KILLED,
    /** SIGSTOP of the same. */
    BROKER_HALTED,
    /** Nothing gets from the consumers to the broker or back, and nobody is told. */
    BROKER_UNREACHABLE,
    /** All connections to the database and to the broker are reset. */
    CONNECTIONS_RESET,
    /** A connection to the database is cut between COMMIT and its answer. */
    COMMIT_ANSWER_CUT,
    /** Each piece that is sent to the database or to the broker, or comes from there, is late. */
    LINKS_SLOW,
    /** The broker is out of memory, and takes no messages. */
    BROKER_ALARM,
    /** The queue of order events is deleted, with what is in it; the shop sends that again. */
    QUEUE_DELETED,
    /** The database's disk is full; if it ends, it is started again. */
    DISK_FULL,
    /** The clocks of a server and of a consumer jump by an hour, forward or back, and later to where they should be. */
    CLOCK_JUMP,
    /** Servers, then consumers, of the version before are stopped one after another, and started in this version. */
    ROLLING_UPGRADE,
    /** kill -9 of everything. */
    ALL_KILLED;

    private static final Duration LATE = Duration.ofMillis(20);
    private static final Duration JUMP = Duration.ofHours(1);
    private static final Duration POINT_MAX = Duration.ofSeconds(10);

    /**
     * Lets it happen for a while, where it is something that lasts, and ends it. Says in words what was done; nothing if the
     * moment for it did not come.
     */
    Optional<String> inflict(Cluster cluster, Random random, Duration hold) {
        if (this == CONSUMER_KILLED_AT_POINT)
            return killAt(cluster, random).map(point -> "consumer killed " + words(point));
        if (this == COMMIT_ANSWER_CUT && !cutCommit(one(cluster.toDatabase(), random))) return Optional.empty();
        act(cluster, random, hold);
        return Optional.of(words(this));
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void act(Cluster cluster, Random random, Duration hold) {
        switch (this) {
            case SERVER_KILLED -> killAgain(List.of(one(cluster.servers(), random)));
            case BOTH_SERVERS_KILLED -> killAgain(cluster.servers());
            case SERVER_HALTED -> halt(one(cluster.servers(), random), hold);
            case CONSUMER_KILLED -> killAgain(List.of(one(cluster.consumers(), random)));
            case CONSUMER_HALTED -> halt(one(cluster.consumers(), random), hold);
            case DATABASE_KILLED ->
                during(
                        partOf(hold, random),
                        () -> cluster.database().kill(),
                        () -> cluster.database().restart());
            case DATABASE_HALTED -> during(hold, cluster.database()::halt, cluster.database()::resume);
            case DATABASE_UNREACHABLE ->
                during(
                        hold,
                        () -> cluster.toDatabase().forEach(FaultProxy::hold),
                        () -> cluster.toDatabase().forEach(FaultProxy::release));
            case BROKER_KILLED -> {
                cluster.broker().kill();
                cluster.broker().startAgain();
            }
            case BROKER_HALTED -> during(hold, cluster.broker()::freeze, cluster.broker()::thaw);
            case BROKER_UNREACHABLE ->
                during(
                        hold,
                        () -> cluster.consumersToBroker().forEach(FaultProxy::hold),
                        () -> cluster.consumersToBroker().forEach(FaultProxy::release));
            case CONNECTIONS_RESET -> all(cluster).forEach(FaultProxy::reset);
            case LINKS_SLOW ->
                during(
                        hold,
                        () -> all(cluster).forEach(proxy -> proxy.delay(LATE)),
                        () -> all(cluster).forEach(proxy -> proxy.delay(Duration.ZERO)));
            case BROKER_ALARM ->
                during(hold, () -> memory(cluster.broker(), "0.00001"), () -> memory(cluster.broker(), "0.4"));
            case QUEUE_DELETED -> cluster.broker().control("delete_queue", "inventory.orders");
            case DISK_FULL -> fillDisk(cluster, hold);
            case CLOCK_JUMP -> jump(cluster, random, hold);
            case ROLLING_UPGRADE -> upgrade(cluster, hold);
            case ALL_KILLED -> killAll(cluster);
            case CONSUMER_KILLED_AT_POINT, COMMIT_ANSWER_CUT -> {
                // done: they wait for a moment
            }
        }
    }

    /** Why it cannot happen here; nothing if it can. */
    Optional<String> impediment(Cluster cluster) {
        return switch (this) {
            case DISK_FULL ->
                unless(
                        cluster.disk().isPresent(),
                        "the database has no disk of its own (-Dinventory.faults.disk=true, and the right to mount)");
            case CLOCK_JUMP ->
                unless(
                        cluster.hasClocks(),
                        "all clocks are the machine's (-Dinventory.faults.clock=true, and libfaketime)");
            case ROLLING_UPGRADE ->
                unless(
                        cluster.isOfVersionBefore(),
                        "no process is of the version before (-Dinventory.faults.before=...)");
            default -> Optional.empty();
        };
    }

    private static Optional<String> unless(boolean isPossible, String why) {
        return isPossible ? Optional.empty() : Optional.of(why);
    }

    private static <T> T one(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static Duration partOf(Duration whole, Random random) {
        return Duration.ofMillis((long) (whole.toMillis() * random.nextDouble()));
    }

    private static List<FaultProxy> all(Cluster cluster) {
        return Stream.concat(cluster.toDatabase().stream(), cluster.consumersToBroker().stream())
                .toList();
    }

    private static void killAgain(List<JavaProcess> processes) {
        processes.forEach(JavaProcess::kill);
        processes.forEach(JavaProcess::startAgain);
        processes.forEach(JavaProcess::awaitReady);
    }

    private static Optional<Point> killAt(Cluster cluster, Random random) {
        int number = random.nextInt(cluster.consumers().size());
        Point point = one(List.of(Point.values()), random);
        JavaProcess consumer = cluster.consumers().get(number);
        boolean isOfDatabase = point == Point.BEFORE_COMMIT || point == Point.AFTER_COMMIT;
        FaultProxy proxy = (isOfDatabase ? cluster.consumersToDatabase() : cluster.consumersToBroker()).get(number);
        proxy.at(point, consumer::kill);
        boolean wasKilled = happens(() -> !consumer.isAlive());
        proxy.forget();
        consumer.startAgain();
        consumer.awaitReady();
        return wasKilled ? Optional.of(point) : Optional.empty();
    }

    private static boolean happens(Callable<Boolean> moment) {
        try {
            Awaitility.await()
                    .atMost(POINT_MAX)
                    .pollInterval(Duration.ofMillis(5))
                    .until(moment);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static void halt(JavaProcess process, Duration hold) {
        during(hold, process::halt, process::resume);
    }

    private static void jump(Cluster cluster, Random random, Duration hold) {
        List<FakeClock> clocks = Stream.of(one(cluster.servers(), random), one(cluster.consumers(), random))
                .map(process -> process.clock().orElseThrow())
                .toList();
        during(
                hold,
                () -> clocks.forEach(clock -> clock.jump(random.nextBoolean() ? JUMP : JUMP.negated())),
                () -> clocks.forEach(clock -> clock.jump(Duration.ZERO)));
    }

    private static void upgrade(Cluster cluster, Duration hold) {
        for (JavaProcess process : cluster.processes()) during(hold, process::upgrade, process::awaitReady);
    }

    private static void fillDisk(Cluster cluster, Duration hold) {
        SmallDisk disk = cluster.disk().orElseThrow();
        during(hold, disk::fill, disk::free);
        cluster.database().restart();
    }

    private static void killAll(Cluster cluster) {
        cluster.processes().forEach(JavaProcess::kill);
        cluster.broker().kill();
        cluster.database().kill();
        cluster.database().restart();
        cluster.broker().startAgain();
        cluster.processes().forEach(JavaProcess::startAgain);
        cluster.processes().forEach(JavaProcess::awaitReady);
    }

    private static boolean cutCommit(FaultProxy proxy) {
        int before = proxy.commitsCut();
        proxy.cutAfterCommit(1);
        return happens(() -> proxy.commitsCut() > before);
    }

    private static void memory(PrivateBroker broker, String watermark) {
        broker.control("set_vm_memory_high_watermark", watermark);
    }

    private static void during(Duration hold, Runnable begin, Runnable end) {
        try {
            begin.run();
            Thread.sleep(hold.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end.run();
        }
    }
}
