package io.inventory.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.inventory.AccessDeniedException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.grpc.http.HttpEndpoint;
import io.inventory.grpc.http.HttpLimits;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.grpc.security.ServerSecurity;
import io.inventory.grpc.security.UnknownMethods;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.InventoryServiceGrpc;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An inventory served over gRPC, with its health service. Thread-safe. Stopping it does not close the inventory.
 *
 * <p>No thread waits for an answer: calls are handled on the network threads, so that the inventory's {@link
 * Inventory#submit} must not block.
 */
public final class InventoryEndpoint implements AutoCloseable {
    /**
     * The largest request that is read, in bytes; a valid one has little more than a million. A larger one is refused by
     * gRPC itself, with RESOURCE_EXHAUSTED and no details.
     */
    public static final int REQUEST_BYTES_MAX = 4 << 20;

    /** The calls that last, and begin again elsewhere: a stop ends them, and does not wait for who does not read that. */
    private static final Set<String> LASTING = Set.of(
            InventoryServiceGrpc.getWatchSignalsMethod().getFullMethodName(),
            InventoryAdminServiceGrpc.getExportStocksMethod().getFullMethodName(),
            InventoryAdminServiceGrpc.getVerifyLedgerMethod().getFullMethodName());

    private static final Logger LOG = LoggerFactory.getLogger(InventoryEndpoint.class);
    private static final int REFUSALS_LOGGED_PER_SECOND_MAX = 20;
    private static final int KEEPALIVE_SECONDS = 60;
    private static final int KEEPALIVE_TIMEOUT_SECONDS = 10;
    /** How long a stop waits until the callers of those have taken that they are sent away. */
    private static final Duration LASTING_END_MAX = Duration.ofSeconds(1);

    /** How long callers may take to read that it ends; one who does not read at all holds a stop up for that long. */
    private static final Duration GOODBYES_MAX = Duration.ofSeconds(1);

    private final EndpointSettings settings;
    private final Connections connections;
    private final OpenCallLimit checks = OpenCallLimit.ofUnaryCalls(OpenCallLimit.CHECKS_MAX);
    private final OpenCallLimit healthWatches = OpenCallLimit.ofStreams(OpenCallLimit.WATCHES_MAX);
    private final OpenCallLimit reflections = OpenCallLimit.ofStreams(OpenCallLimit.REFLECTIONS_MAX);
    private final ReadOnlySwitch readOnly;
    private final RequestHandler handler;
    private final OpenStreams streams;
    private final BulkStreams bulk;
    private final SignalWatches watches;
    private final Verifications verifications;
    private final OpenCalls calls = new OpenCalls(method -> !isLasting(method));
    private final OpenCalls lasting = new OpenCalls(InventoryEndpoint::isLasting);
    private final List<ServerServiceDefinition> services;
    private final StoreHealth health;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Timer timer = new Timer();
    private final ServerSecurity security;
    private final LimitedLog refusedCalls =
            new LimitedLog(LOG, Level.INFO, "calls refused", REFUSALS_LOGGED_PER_SECOND_MAX);
    private final CallMetrics metrics;
    private final Server server;
    private final Optional<HttpEndpoint> http;

    private InventoryEndpoint(
            Inventory inventory, EndpointSettings settings, Surroundings around, EndpointLimits limits)
            throws IOException {
        this.settings = settings;
        this.security = around.security;
        this.metrics = new CallMetrics(around.registry);
        this.connections = new Connections(settings.connections(), new ClosedConnections(metrics));
        this.readOnly = new ReadOnlySwitch(inventory, settings.readOnly());
        this.handler = new RequestHandler(readOnly, settings.requestTimeout(), timer);
        this.streams = new OpenStreams(limits.streams(), timer);
        this.bulk = new BulkStreams(handler, limits.bulk(), timer);
        this.watches = new SignalWatches(handler, limits.watches());
        this.verifications = new Verifications(handler, limits.verifications());
        this.services = List.of(
                intercepted(new OrderService(handler, streams, watches)),
                intercepted(new AdminService(
                        handler, readOnly, new AdminService.LongCalls(bulk, verifications), new OperatorLog())));
        // it asks the store also while commands are refused
        this.health = new StoreHealth(new RequestHandler(inventory, StoreHealth.PROBE_MAX, timer), handler);
        try {
            this.server = builder().build().start();
        } catch (IOException | RuntimeException e) {
            closeUnserved();
            throw e;
        }
        try {
            this.http = settings.http().map(where -> serve(where, limits.http()));
        } catch (RuntimeException e) {
            server.shutdownNow();
            closeUnserved();
            throw e;
        }
        health.begin(limits.probeInterval(), timer);
        metrics.show(
                "inventory.server.calls",
                "Calls under way, without those that last (signals, exports, verifications)",
                calls::open);
        metrics.show("inventory.server.connections", "Connections that are open", connections::open);
        metrics.show(
                "inventory.server.unsent.bytes", "Bytes that wait to be sent to callers", connections::unsentBytes);
        metrics.show("inventory.server.streams", "Streams of order commands that are open", streams::size);
        metrics.show("inventory.server.watchers", "Callers who watch signals", watches::size);
        metrics.show("inventory.server.http.held.bytes", "Bytes of requests and answers over HTTP that are held", () ->
                (int) httpHeldBytes());
        metrics.show(
                "inventory.server.serving", "Whether its health is SERVING: 1, or 0", () -> health.isServing() ? 1 : 0);
    }

    /**
     * Begins to serve {@code inventory}, in the clear and to everybody who can connect.
     *
     * @throws IOException if the port cannot be listened on
     */
    public static InventoryEndpoint start(Inventory inventory, EndpointSettings settings) throws IOException {
        return start(inventory, settings, ServerSecurity.none());
    }

    /**
     * The same to those whom {@code security} lets in, which is closed at the end.
     *
     * @throws IOException if the port cannot be listened on
     */
    public static InventoryEndpoint start(Inventory inventory, EndpointSettings settings, ServerSecurity security)
            throws IOException {
        return new InventoryEndpoint(inventory, settings, Surroundings.of(security), EndpointLimits.of(settings));
    }

    /**
     * The same, measured.
     *
     * @throws IOException if the port cannot be listened on
     */
    public static InventoryEndpoint start(
            Inventory inventory, EndpointSettings settings, ServerSecurity security, MeterRegistry registry)
            throws IOException {
        return new InventoryEndpoint(
                inventory, settings, new Surroundings(security, registry), EndpointLimits.of(settings));
    }

    static InventoryEndpoint start(Inventory inventory, EndpointSettings settings, EndpointLimits limits)
            throws IOException {
        return new InventoryEndpoint(inventory, settings, Surroundings.of(ServerSecurity.none()), limits);
    }

    private ServerServiceDefinition intercepted(BindableService service) {
        return ServerInterceptors.intercept(ReadableRequests.of(service), calls, lasting);
    }

    private static boolean isLasting(MethodDescriptor<?, ?> method) {
        return LASTING.contains(method.getFullMethodName());
    }

    private NettyServerBuilder builder() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()), security.credentials())
                .directExecutor()
                .addServices(services)
                .addService(ServerInterceptors.intercept(health.service(), checks, healthWatches))
                .fallbackHandlerRegistry(new UnknownMethods())
                .maxInboundMessageSize(REQUEST_BYTES_MAX)
                .maxConcurrentCallsPerConnection(settings.callsPerConnectionMax())
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        connections.limit(builder);
        security.guard(builder, this::refusal);
        // called first, so that what is refused is measured too
        builder.intercept(metrics.calls());
        if (settings.reflection())
            builder.addService(ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), reflections));
        return builder;
    }

    private HttpEndpoint serve(HttpSettings where, HttpLimits limits) {
        HttpEndpoint.Calls over =
                new HttpEndpoint.Calls(services, metrics.calls(), security, this::failure, connections::slow);
        return HttpEndpoint.start(where, limits, connections.network(), over);
    }

    private StatusRuntimeException failure(Throwable failure) {
        return failure instanceof AccessDeniedException refused
                ? refusal(refused)
                : ErrorStatus.exception(handler.status(failure));
    }

    private void closeUnserved() {
        watches.close();
        verifications.close();
        timer.close();
        security.close();
        connections.close();
    }

    private StatusRuntimeException refusal(InventoryException failure) {
        refusedCalls.log("call refused: {}", failure.getMessage());
        return ErrorStatus.exception(ErrorStatus.of(failure));
    }

    /** The port listened on. */
    public int port() {
        return server.getPort();
    }

    /** The port for HTTP, if there is one. */
    public Optional<Integer> httpPort() {
        return http.map(HttpEndpoint::port);
    }

    /** How many bytes of requests and answers over HTTP are held. */
    long httpHeldBytes() {
        return http.map(HttpEndpoint::heldBytes).orElse(0L);
    }

    /** Whether commands are refused at present. */
    public boolean isReadOnly() {
        return readOnly.isReadOnly();
    }

    /** What keeps it from serving, if something does: for who asks whether the process is ready. */
    public Optional<String> obstacle() {
        if (stopped.get()) return Optional.of("stopping");
        return health.isServing() ? Optional.empty() : Optional.of("the store does not answer");
    }

    /** Waits until the endpoint was stopped. */
    public void awaitStop() throws InterruptedException {
        server.awaitTermination();
    }

    /**
     * Stops: tells watchers of the health that it is not serving, takes no new calls, ends the streams of signals as
     * unavailable, exports and verifications too, so that their callers go on elsewhere, answers what is under way for at most {@link
     * EndpointSettings#drainTimeout}, and closes the connections. Does nothing when called again.
     */
    @Override
    public void close() {
        if (stopped.getAndSet(true)) return;
        health.end();
        server.shutdown();
        http.ifPresent(HttpEndpoint::stop);
        streams.stop();
        bulk.stop();
        watches.stop();
        verifications.stop();
        try {
            if (!calls.awaitNone(settings.drainTimeout()))
                LOG.warn(
                        "calls still under way after {} ms are cut off",
                        settings.drainTimeout().toMillis());
            // who reads nothing does not read this either, and learns it from the end of the connection
            lasting.awaitNone(Collections.min(List.of(LASTING_END_MAX, settings.drainTimeout())));
            // who has not read of the end yet may just be sending a call, which would be lost with the connection
            awaitGoodbyes(Collections.min(List.of(GOODBYES_MAX, settings.drainTimeout())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
        http.ifPresent(HttpEndpoint::close);
        connections.close();
        metrics.close();
        watches.close();
        verifications.close();
        timer.close();
        security.close();
    }

    /** Waits until callers have left their connections, which those who watch the health do not do. */
    private void awaitGoodbyes(Duration limit) throws InterruptedException {
        if (!server.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS) && !calls.awaitNone(limit))
            LOG.warn("calls that came at the last moment are cut off");
    }

    /** What is served, for tests. */
    List<ServerServiceDefinition> services() {
        return server.getServices();
    }

    /** Who may come in, and where calls are measured. */
    private record Surroundings(ServerSecurity security, MeterRegistry registry) {
        /** Nobody measures them. */
        static Surroundings of(ServerSecurity security) {
            return new Surroundings(security, new CompositeMeterRegistry());
        }
    }
}
