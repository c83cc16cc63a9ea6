package io.inventory.examples.faults.cluster;

import io.inventory.amqp.InventoryConsumer;
import io.inventory.amqp.PrivateBroker;
import io.inventory.client.InventoryClient;
import io.inventory.examples.faults.cluster.FaultProxy.Protocol;
import io.inventory.grpc.InventoryServer;
import io.inventory.jdbi.Ports;
import io.inventory.jdbi.PrivatePostgres;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two servers and two consumers on one PostgreSQL and one RabbitMQ, all private and on free ports; the database and the broker
 * are reached through proxies. Everything ends when it is closed, at the latest with the virtual machine. Not thread-safe.
 */
public final class Cluster implements AutoCloseable {
    /** Of the callers: longer than a server waits for its database, so that a server's answer is heard. */
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(2);

    private static final int PROCESSES_OF_A_KIND = 2;

    private final Optional<SmallDisk> disk;
    private final PrivatePostgres database;
    private final PrivateBroker broker;
    private final FaultProxy serversToDatabase;
    private final List<FaultProxy> consumersToDatabase = new ArrayList<>();
    private final List<FaultProxy> consumersToBroker = new ArrayList<>();
    private final List<JavaProcess> servers = new ArrayList<>();
    private final List<JavaProcess> consumers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final Thread atExit = new Thread(this::closeProcesses);

    private Cluster(Optional<SmallDisk> disk) {
        this.disk = disk;
        database =
                disk.isPresent() ? PrivatePostgres.startDurable(disk.get().folder()) : PrivatePostgres.startDurable();
        broker = PrivateBroker.start();
        serversToDatabase = newToDatabase();
    }

    private FaultProxy newToDatabase() {
        String uri = database.jdbcUrl().substring("jdbc:".length());
        return new FaultProxy(URI.create(uri).getPort(), Protocol.POSTGRESQL);
    }

    private FaultProxy newToBroker() {
        return new FaultProxy(URI.create(broker.uri()).getPort(), Protocol.AMQP);
    }

    /**
     * Starts everything, and waits until it works.
     *
     * @param withSmallDisk whether the database has a disk of its own, if that is allowed here
     */
    public static Cluster start(Path folder, boolean withSmallDisk) {
        Cluster cluster = new Cluster(withSmallDisk ? SmallDisk.mount(folder.resolve("disk")) : Optional.empty());
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            for (int i = 1; i <= PROCESSES_OF_A_KIND; i++) {
                cluster.startServer(i, folder);
                cluster.startConsumer(i, folder);
            }
            cluster.processes().forEach(JavaProcess::awaitReady);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startServer(int number, Path folder) {
        int port = Ports.free();
        addresses.add("127.0.0.1:" + port);
        servers.add(new JavaProcess(
                "server-" + number,
                folder,
                InventoryServer.class,
                Ports.free(),
                List.of(
                        "--port=" + port,
                        "--jdbc-url=" + url(serversToDatabase),
                        "--jdbc-user=postgres",
                        "--expiry-interval=200ms")));
    }

    private void startConsumer(int number, Path folder) {
        FaultProxy toDatabase = newToDatabase();
        FaultProxy toBroker = newToBroker();
        consumersToDatabase.add(toDatabase);
        consumersToBroker.add(toBroker);
        consumers.add(new JavaProcess(
                "consumer-" + number,
                folder,
                InventoryConsumer.class,
                Ports.free(),
                List.of(
                        "--amqp-uri=amqp://guest:guest@127.0.0.1:" + toBroker.port(),
                        "--inventory=" + url(toDatabase),
                        "--jdbc-user=postgres",
                        "--expiry-interval=200ms",
                        "--retry-tiers=1s,2s,30s")));
    }

    private static String url(FaultProxy proxy) {
        return "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres";
    }

    /** A client of both servers; the caller closes it. */
    public InventoryClient client() {
        return InventoryClient.builder(addresses.toArray(new String[0]))
                .deadline(CALL_DEADLINE)
                .build();
    }

    /** That of the database, if it has one of its own. */
    public Optional<SmallDisk> disk() {
        return disk;
    }

    public PrivatePostgres database() {
        return database;
    }

    public PrivateBroker broker() {
        return broker;
    }

    public List<JavaProcess> servers() {
        return List.copyOf(servers);
    }

    public List<JavaProcess> consumers() {
        return List.copyOf(consumers);
    }

    /** Servers and consumers. */
    public List<JavaProcess> processes() {
        return Stream.concat(servers.stream(), consumers.stream()).toList();
    }

    public FaultProxy serversToDatabase() {
        return serversToDatabase;
    }

    /** That of each consumer. */
    public List<FaultProxy> consumersToDatabase() {
        return List.copyOf(consumersToDatabase);
    }

    /** That of each consumer. */
    public List<FaultProxy> consumersToBroker() {
        return List.copyOf(consumersToBroker);
    }

    /** All that lead to the database. */
    public List<FaultProxy> toDatabase() {
        return Stream.concat(Stream.of(serversToDatabase), consumersToDatabase.stream())
                .toList();
    }

    private void closeProcesses() {
        processes().forEach(JavaProcess::close);
    }

    @Override
    public void close() {
        closeProcesses();
        serversToDatabase.close();
        consumersToDatabase.forEach(FaultProxy::close);
        consumersToBroker.forEach(FaultProxy::close);
        broker.close();
        database.close();
        disk.ifPresent(SmallDisk::close);
    }
}
