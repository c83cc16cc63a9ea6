package io.inventory.examples.faults.cluster;

import io.inventory.amqp.InventoryConsumer;
import io.inventory.amqp.PrivateBroker;
import io.inventory.client.InventoryClient;
import io.inventory.examples.faults.cluster.FaultProxy.Protocol;
import io.inventory.examples.faults.cluster.JavaProcess.Launch;
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
    /** Of callers whose client sends again by itself: more than it takes to reach the other server. */
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(2);
    /** Of callers who send once: longer than any server keeps them waiting, so that its answer is heard. */
    private static final Duration SINGLE_CALL_DEADLINE = Duration.ofSeconds(10);

    private static final int PROCESSES_OF_A_KIND = 2;

    private final Equipment equipment;

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

    /**
     * What it has beside the processes.
     *
     * @param withSmallDisk whether the database has a disk of its own, if that is allowed here
     * @param withClocks whether each server and consumer has a clock of its own, if there can be any here
     * @param before the folder with a build of the version before, if the processes begin with that
     */
    public record Equipment(boolean withSmallDisk, boolean withClocks, Optional<Path> before) {}

    private Cluster(Path folder, Equipment equipment) {
        this.equipment = equipment;
        disk = equipment.withSmallDisk() ? SmallDisk.mount(folder.resolve("disk")) : Optional.empty();
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

    /** Starts everything, and waits until it works. */
    public static Cluster start(Path folder, Equipment equipment) {
        Cluster cluster = new Cluster(folder, equipment);
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
        String name = "server-" + number;
        servers.add(new JavaProcess(
                name,
                folder,
                launch(InventoryServer.class, "inventory-grpc-server", folder.resolve(name)),
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
        String name = "consumer-" + number;
        consumers.add(new JavaProcess(
                name,
                folder,
                launch(InventoryConsumer.class, "inventory-amqp-consumer", folder.resolve(name)),
                List.of(
                        "--amqp-uri=amqp://guest:guest@127.0.0.1:" + toBroker.port(),
                        "--inventory=" + url(toDatabase),
                        "--jdbc-user=postgres",
                        "--expiry-interval=200ms",
                        "--retry-tiers=1s,2s,30s")));
    }

    private Launch launch(Class<?> main, String module, Path own) {
        Path clock = own.resolveSibling(own.getFileName() + ".clock");
        return new Launch(
                main,
                equipment
                        .before()
                        .map(build -> build.resolve(module).resolve("target").resolve(module + ".jar")),
                equipment.withClocks() ? FakeClock.make(clock) : Optional.empty());
    }

    private static String url(FaultProxy proxy) {
        return "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres";
    }

    /**
     * A client of both servers; the caller closes it.
     *
     * @param withRetries whether it sends again by itself what has failed; without, callers see each failure as a server tells it
     */
    public InventoryClient client(boolean withRetries) {
        return InventoryClient.builder(addresses.toArray(new String[0]))
                .deadline(withRetries ? CALL_DEADLINE : SINGLE_CALL_DEADLINE)
                .retries(withRetries)
                .build();
    }

    /** That of the database, if it has one of its own. */
    public Optional<SmallDisk> disk() {
        return disk;
    }

    /** Whether each server and consumer has a clock of its own. */
    public boolean hasClocks() {
        return processes().stream().allMatch(process -> process.clock().isPresent());
    }

    /** Whether none of them was brought up to date yet. */
    public boolean isOfVersionBefore() {
        return processes().stream().allMatch(JavaProcess::isOfVersionBefore);
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
        // each of them also if another can't be closed
        try (database;
                broker) {
            closeProcesses();
            toDatabase().forEach(FaultProxy::close);
            consumersToBroker.forEach(FaultProxy::close);
        } finally {
            disk.ifPresent(SmallDisk::close);
        }
    }
}
