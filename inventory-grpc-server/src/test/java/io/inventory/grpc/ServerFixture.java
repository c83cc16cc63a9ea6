package io.inventory.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.inventory.Inventory;
import io.inventory.grpc.security.ServerSecurity;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceBlockingStub;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceStub;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceBlockingStub;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A served inventory and a plain gRPC channel to it, with gRPC's default limits: what callers in other languages have. */
final class ServerFixture implements AutoCloseable {
    /** What the server has by default. */
    static final Duration A_SECOND = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static {
        // what gRPC has to say about bad requests has the levels of the process
        InventoryServer.bridgeLogs();
    }

    private final InventoryEndpoint endpoint;
    private final ManagedChannel channel;

    /** With time for a machine that does other things too. */
    ServerFixture(Inventory inventory) throws IOException {
        this(inventory, PATIENCE);
    }

    ServerFixture(Inventory inventory, Duration requestTimeout) throws IOException {
        this(inventory, requestTimeout, EndpointLimits.DEFAULT);
    }

    ServerFixture(Inventory inventory, OpenStreams.Limits streamLimits) throws IOException {
        this(inventory, PATIENCE, EndpointLimits.DEFAULT.with(streamLimits));
    }

    /** With an inventory of its own. */
    static ServerFixture inMemory() {
        try {
            return new ServerFixture(new InMemoryInventory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve on a free port", e);
        }
    }

    /** Asks the store for its health that often. */
    static ServerFixture probing(Inventory inventory, Duration interval) throws IOException {
        return new ServerFixture(inventory, PATIENCE, EndpointLimits.DEFAULT.probing(interval));
    }

    static ServerFixture watched(Inventory inventory, SignalWatches.Limits limits) throws IOException {
        return new ServerFixture(inventory, PATIENCE, EndpointLimits.DEFAULT.with(limits));
    }

    static ServerFixture bulk(Inventory inventory, BulkStreams.Limits limits) throws IOException {
        return new ServerFixture(inventory, PATIENCE, EndpointLimits.DEFAULT.with(limits));
    }

    static ServerFixture verifying(Inventory inventory, Verifications.Limits limits) throws IOException {
        return new ServerFixture(inventory, PATIENCE, EndpointLimits.DEFAULT.with(limits));
    }

    static ServerFixture with(Inventory inventory, EndpointSettings settings) throws IOException {
        return new ServerFixture(inventory, settings, EndpointLimits.DEFAULT);
    }

    static ServerFixture measured(Inventory inventory, EndpointSettings settings, MeterRegistry registry)
            throws IOException {
        return new ServerFixture(InventoryEndpoint.start(inventory, settings, ServerSecurity.none(), registry));
    }

    private ServerFixture(Inventory inventory, Duration requestTimeout, EndpointLimits limits) throws IOException {
        this(
                inventory,
                new EndpointSettings("127.0.0.1", 0, requestTimeout, Duration.ofSeconds(20), 1_000, true),
                limits);
    }

    private ServerFixture(Inventory inventory, EndpointSettings settings, EndpointLimits limits) throws IOException {
        this(InventoryEndpoint.start(inventory, settings, limits));
    }

    private ServerFixture(InventoryEndpoint endpoint) {
        this.endpoint = endpoint;
        channel = NettyChannelBuilder.forAddress("127.0.0.1", endpoint.port())
                .usePlaintext()
                .disableRetry()
                .build();
    }

    InventoryEndpoint endpoint() {
        return endpoint;
    }

    ManagedChannel channel() {
        return channel;
    }

    InventoryServiceBlockingStub orders() {
        return InventoryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    InventoryServiceStub asyncOrders() {
        return InventoryServiceGrpc.newStub(channel);
    }

    InventoryAdminServiceStub asyncAdmin() {
        return InventoryAdminServiceGrpc.newStub(channel);
    }

    InventoryAdminServiceBlockingStub admin() {
        return InventoryAdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        endpoint.close();
    }
}
