package io.inventory.examples.faults.ha;

import io.inventory.amqp.InventoryConsumer;
import io.inventory.client.InventoryClient;
import io.inventory.examples.faults.cluster.JavaProcess;
import io.inventory.examples.faults.ha.PatroniNode.Timing;
import io.inventory.grpc.InventoryServer;
import io.inventory.jdbi.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two servers and two consumers on a pair of PostgreSQL servers and three nodes of RabbitMQ, all private and on free ports.
 * Everything ends when it is closed, at the latest with the virtual machine. Not thread-safe.
 */
final class RedundantCluster implements AutoCloseable {
    /** The queue of order events. */
    static final String QUEUE = "inventory.orders";

    /** Of callers whose client sends again by itself: more than it takes to reach the other server. */
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(2);

    private static final int PROCESSES_OF_A_KIND = 2;

    private final PostgresPair database;
    private final BrokerTrio broker;
    private final List<JavaProcess> processes = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final Thread atExit = new Thread(() -> processes.forEach(JavaProcess::close));

    private RedundantCluster(PostgresPair database, BrokerTrio broker) {
        this.database = database;
        this.broker = broker;
    }

    /** Starts everything, and waits until it works. */
    static RedundantCluster start(Path folder, Timing timing) {
        PostgresPair database = PostgresPair.start(folder, timing);
        BrokerTrio broker;
        try {
            broker = BrokerTrio.start();
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        RedundantCluster cluster = new RedundantCluster(database, broker);
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            for (int i = 1; i <= PROCESSES_OF_A_KIND; i++) cluster.startServer(i, folder);
            for (int i = 1; i <= PROCESSES_OF_A_KIND; i++) cluster.startConsumer(i, folder);
            cluster.processes.forEach(JavaProcess::awaitReady);
            broker.awaitWhole(QUEUE);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startServer(int number, Path folder) {
        int port = Ports.free();
        addresses.add("127.0.0.1:" + port);
        processes.add(new JavaProcess(
                "server-" + number,
                folder,
                InventoryServer.class,
                List.of(
                        "--port=" + port,
                        "--jdbc-url=" + database.jdbcUrl(),
                        "--jdbc-user=postgres",
                        "--expiry-interval=200ms")));
    }

    private void startConsumer(int number, Path folder) {
        processes.add(new JavaProcess(
                "consumer-" + number,
                folder,
                InventoryConsumer.class,
                List.of(
                        "--amqp-uri=" + broker.uri(),
                        "--inventory=" + database.jdbcUrl(),
                        "--jdbc-user=postgres",
                        "--expiry-interval=200ms",
                        "--retry-tiers=1s,2s,30s")));
    }

    /** A client of both servers; the caller closes it. */
    InventoryClient client() {
        return InventoryClient.builder(addresses.toArray(new String[0]))
                .deadline(CALL_DEADLINE)
                .build();
    }

    PostgresPair database() {
        return database;
    }

    BrokerTrio broker() {
        return broker;
    }

    /** Waits until each server and consumer can do its work: callers do not notice one that can't, the other serves them. */
    void awaitReady() {
        processes.forEach(JavaProcess::awaitReady);
    }

    /** What servers and consumers have logged as errors, and the last words of those that have ended: none of ours is started again. */
    List<String> mistakes() {
        return processes.stream()
                .flatMap(process -> process.isAlive() ? process.errors().stream() : Stream.of(process.lastWords()))
                .toList();
    }

    @Override
    public void close() {
        // each of them also if another can't be closed
        try (database;
                broker) {
            processes.forEach(JavaProcess::close);
        }
    }
}
