package io.inventory.grpc;

import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.inventory.Actor;
import io.inventory.Command;
import io.inventory.Inventory;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** The operators' service on a port of its own, which takes its callers for whom they say they are. */
final class NamedOperators implements AutoCloseable {
    private static final Metadata.Key<byte[]> NAME = Metadata.Key.of("operator-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Timer timer = new Timer();
    private final Server server;
    private final ManagedChannel channel;

    NamedOperators(Inventory inventory) throws IOException {
        this(inventory, new OperatorLog());
    }

    NamedOperators(Inventory inventory, OperatorLog log) throws IOException {
        RequestHandler handler = new RequestHandler(inventory, PATIENCE, timer);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
                .directExecutor()
                .addService(ServerInterceptors.intercept(
                        new AdminService(
                                handler,
                                new ReadOnlySwitch(inventory, false),
                                new AdminService.LongCalls(
                                        new BulkStreams(handler, BulkStreams.Limits.DEFAULT, timer),
                                        new Verifications(handler, Verifications.Limits.DEFAULT)),
                                log),
                        NamedOperators::believe))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, server.getPort()))
                .usePlaintext()
                .build();
    }

    private static <Q, S> ServerCall.Listener<Q> believe(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        byte[] name = Objects.requireNonNull(headers.get(NAME));
        Actor actor = new Actor(new String(name, StandardCharsets.UTF_8));
        return Contexts.interceptCall(Context.current().withValue(AdminService.ACTOR, actor), call, headers, next);
    }

    <A> A execute(Actor actor, Command<A> command) {
        return executeWithin(PATIENCE, actor, command);
    }

    <A> A executeWithin(Duration deadline, Actor actor, Command<A> command) {
        Metadata headers = new Metadata();
        headers.put(NAME, actor.value().getBytes(StandardCharsets.UTF_8));
        var named = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        try (InventoryClient client =
                InventoryClient.builder(named).deadline(deadline).build()) {
            return client.execute(command);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        timer.close();
    }
}
