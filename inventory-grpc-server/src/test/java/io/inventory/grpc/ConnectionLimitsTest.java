package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.transaction.RecordedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.GetStockRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that hold, flood or abuse connections: each limit ends theirs, and nobody else's. */
@Timeout(60)
class ConnectionLimitsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final ConnectionLimits WIDE = new ConnectionLimits(100, 100, LONG, LONG, LONG, LONG);
    private static final String GET_STOCK = "/inventory.v1.InventoryService/GetStock";

    private final InMemoryInventory inventory = new InMemoryInventory();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordedLog log = new RecordedLog(Connections.class);
    private final List<RawHttp2> peers = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        log.close();
        for (RawHttp2 peer : peers) peer.close();
    }

    private ServerFixture server(ConnectionLimits limits) throws IOException {
        inventory.create(new Sku("S"), 1, new RequestId("opening"));
        return ServerFixture.measured(
                inventory, EndpointSettings.DEFAULT.withPort(0).with(limits), registry);
    }

    private RawHttp2 connect(ServerFixture server, int host) throws IOException {
        RawHttp2 peer = new RawHttp2(server.endpoint().port(), host);
        peers.add(peer);
        return peer;
    }

    private RawHttp2 connect(ServerFixture server) throws IOException {
        return connect(server, 1);
    }

    /** It is counted for that limit, and for no other, and a line names the peer. */
    private void assertClosed(String limit, int connections) {
        Awaitility.await().untilAsserted(() -> assertThat(closed(limit)).isEqualTo(connections));
        double all = registry.find("inventory.server.connections.closed").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        assertThat(all).isEqualTo(connections);
        assertThat(log.lines()).anyMatch(line -> line.startsWith("connection of 127.0.0."));
    }

    private double closed(String limit) {
        return registry.get("inventory.server.connections.closed")
                .tag("limit", limit)
                .counter()
                .count();
    }

    private static void assertAnswers(ServerFixture server) {
        assertThat(server.orders()
                        .getStock(GetStockRequest.newBuilder().setSkuId("S").build())
                        .getStock()
                        .getAvailableStock())
                .isEqualTo(1);
    }

    private static RawHttp2.End end(RawHttp2 peer) throws Exception {
        return peer.end().get(30, TimeUnit.SECONDS);
    }

    @Test
    void connectionsOfOneAddressOverTheLimitAreClosedAndOthersAreNot() throws Exception {
        try (ServerFixture server = server(new ConnectionLimits(10, 3, LONG, LONG, LONG, LONG))) {
            assertAnswers(server);
            RawHttp2 first = connect(server).greet();
            connect(server).greet();
            RawHttp2 tooMany = connect(server);
            assertThat(end(tooMany).code()).isEmpty();
            RawHttp2 elsewhere = connect(server, 2).greet();
            assertAnswers(server);
            assertThat(first.end()).isNotDone();
            assertThat(elsewhere.end()).isNotDone();

            first.close();
            Awaitility.await().until(() -> {
                RawHttp2 next = connect(server).greet();
                CompletableFuture.anyOf(next.greeted(), next.end()).get(30, TimeUnit.SECONDS);
                return next.greeted().isDone();
            });
            assertThat(closed("peer")).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void connectionsOverTheLimitInAllAreClosed() throws Exception {
        try (ServerFixture server = server(new ConnectionLimits(3, 3, LONG, LONG, LONG, LONG))) {
            assertAnswers(server);
            connect(server, 2).greet();
            connect(server, 3).greet();
            assertThat(end(connect(server, 4)).code()).isEmpty();
            assertThat(registry.get("inventory.server.connections").gauge().value())
                    .isEqualTo(3);
            assertClosed("connections", 1);
            assertAnswers(server);
        }
    }

    @Test
    void whoConnectsAndSaysNothingIsSentAway() throws Exception {
        try (ServerFixture server = server(new ConnectionLimits(10, 10, SHORT, LONG, LONG, LONG))) {
            RawHttp2 silent = connect(server);
            assertThat(silent.end()).isNotDone();
            end(silent);
            assertAnswers(server);
        }
    }

    @Test
    void whoGreetsAndCallsNothingIsSentAwayWithoutBlame() throws Exception {
        try (ServerFixture server = server(new ConnectionLimits(10, 10, LONG, SHORT, LONG, LONG))) {
            RawHttp2 idle = connect(server).greet();
            assertThat(end(idle).code()).hasValue(RawHttp2.NO_ERROR);
            assertAnswers(server);
        }
    }

    @Test
    void anOldConnectionIsSentAwayAndItsCallerGoesOn() throws Exception {
        try (ServerFixture server = server(new ConnectionLimits(10, 10, LONG, LONG, Duration.ofMillis(500), LONG))) {
            RawHttp2 old = connect(server).greet();
            assertAnswers(server);
            assertThat(end(old).code()).hasValue(RawHttp2.NO_ERROR);
            for (int i = 0; i < 20; i++) assertAnswers(server);
        }
    }

    @Test
    void whoPingsTooOftenIsTold() throws Exception {
        try (ServerFixture server = server(WIDE)) {
            RawHttp2 pinging = connect(server).greet();
            flood(pinging, () -> {
                for (int i = 0; i < 100; i++) pinging.frame(RawHttp2.PING, 0, 0, new byte[8]);
            });
            RawHttp2.End end = end(pinging);
            assertThat(end.code()).isEqualTo(Optional.of(RawHttp2.ENHANCE_YOUR_CALM));
            assertThat(end.words()).contains("too_many_pings");
            assertClosed("pings", 1);
            assertAnswers(server);
        }
    }

    @Test
    void aFloodOfCallsThatAreGivenUpAtOnceEndsItsConnectionAlone() throws Exception {
        try (ServerFixture server = server(WIDE)) {
            RawHttp2 flooding = connect(server).greet();
            byte[] call = RawHttp2.call(GET_STOCK);
            byte[] cancel = {0, 0, 0, 8};
            flood(flooding, () -> {
                for (int batch = 0; batch < 300; batch++) {
                    ByteArrayOutputStream frames = new ByteArrayOutputStream();
                    for (int i = 0; i < 100; i++) {
                        int stream = 2 * (100 * batch + i) + 1;
                        frames.writeBytes(RawHttp2.bytes(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, call));
                        frames.writeBytes(RawHttp2.bytes(RawHttp2.RST_STREAM, 0, stream, cancel));
                    }
                    flooding.send(frames.toByteArray());
                }
            });
            assertThat(end(flooding).code()).isEqualTo(Optional.of(RawHttp2.ENHANCE_YOUR_CALM));
            assertClosed("resets", 1);
            assertAnswers(server);
        }
    }

    @Test
    void metadataThatIsTooLargeIsRefusedAndOthersAreServed() throws Exception {
        try (ServerFixture server = server(WIDE)) {
            Metadata metadata = new Metadata();
            metadata.put(
                    Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER),
                    "x".repeat(ConnectionLimits.METADATA_BYTES_MAX));
            StatusRuntimeException failure = Objects.requireNonNull(catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> server.orders()
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                            .getStock(GetStockRequest.newBuilder().setSkuId("S").build())));
            assertThat(failure.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
            assertThat(failure.getStatus().toString()).contains("Header size exceeded");
            try (Inventory other =
                    InventoryClient.connect("127.0.0.1:" + server.endpoint().port())) {
                assertThat(other.stock(new Sku("S")).available()).isEqualTo(1);
            }
        }
    }

    @Test
    void whatIsNoHttp2IsSentAway() throws Exception {
        try (ServerFixture server = server(WIDE)) {
            for (String words : List.of(
                    "GET / HTTP/1.1\r\nHost: shop\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003".repeat(5),
                    "x".repeat(10_000))) {
                RawHttp2 stranger = connect(server);
                flood(stranger, () -> stranger.send(words.getBytes(StandardCharsets.ISO_8859_1)));
                end(stranger);
            }
            assertAnswers(server);
        }
    }

    @Test
    void aFrameThatIsLargerThanAgreedEndsItsConnectionAlone() throws Exception {
        try (ServerFixture server = server(WIDE)) {
            RawHttp2 peer = connect(server).greet();
            flood(peer, () -> peer.frame(RawHttp2.SETTINGS, 0, 0, new byte[1 << 20]));
            assertThat(end(peer).code()).isPresent().isNotEqualTo(Optional.of(RawHttp2.NO_ERROR));
            assertAnswers(server);
        }
    }

    /** The server may end the connection while there is still something to send. */
    private static void flood(RawHttp2 peer, Sending sending) throws IOException {
        try {
            sending.send();
        } catch (SocketException e) {
            assertThat(peer.end()).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    private interface Sending {
        void send() throws IOException;
    }
}
