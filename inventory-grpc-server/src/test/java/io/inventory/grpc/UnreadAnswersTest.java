package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckRequest;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.GetStockRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A peer that sends calls and does not read the answers. HTTP/2 bounds the data of a stream, but not headers, and a call that is
 * refused gets nothing else.
 */
@Timeout(60)
@ExpectedLog(Connections.class)
class UnreadAnswersTest {
    private static final int PEERS = 10;
    /** One less than may be under way, so that none is refused for that. */
    private static final int CALLS = 999;
    /** The health service names it when it does not know it. */
    private static final String SERVICE = "x".repeat(14 << 10);

    /** What may wait, and the refusals of 4 KiB of calls. */
    private static final double UNSENT_BYTES_MAX = 256 << 10;

    /** SETTINGS_HEADER_TABLE_SIZE of 0. */
    private static final byte[] NO_TABLE = {0, 1, 0, 0, 0, 0};

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration UNREAD_MAX = Duration.ofSeconds(2);
    /** About 40 MB of answers, read at less than 6 MB a second. */
    private static final int SLOW_CALLS = 2_800;
    /** More than the windows of HTTP/2 hold. */
    private static final int SIGNALS = 10_000;

    private static final Duration LONG = Duration.ofMinutes(5);

    private final InMemoryInventory inventory = new InMemoryInventory();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger sent = new AtomicInteger();
    private double seen = -1;

    private ServerFixture server(Duration unreadMax) throws IOException {
        inventory.create(new Sku("S"), 1, new RequestId("opening"));
        return ServerFixture.measured(
                inventory,
                EndpointSettings.DEFAULT.withPort(0).with(new ConnectionLimits(100, 100, LONG, LONG, LONG, unreadMax)),
                registry);
    }

    @Test
    void refusalsThatNobodyReadsAreFewAndTheirConnectionIsClosed() throws Exception {
        List<RawHttp2> peers = new ArrayList<>();
        try (ServerFixture server = server(UNREAD_MAX)) {
            assertAnswers(server);
            for (int i = 0; i < PEERS; i++)
                peers.add(RawHttp2.notReading(server.endpoint().port()).greet());
            List<CompletableFuture<Boolean>> closed = peers.stream()
                    .map(peer -> CompletableFuture.supplyAsync(() -> flood(peer), task -> new Thread(task).start()))
                    .toList();
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> isQuiet(sent.get()) && sent.get() > 0);
            double unsent = unsent();
            System.out.printf("answers that %d peers do not read: %.0f KiB wait%n", PEERS, unsent / 1024);
            assertAnswers(server);
            for (CompletableFuture<Boolean> end : closed)
                assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(unsent / PEERS).isLessThan(UNSENT_BYTES_MAX);
        } finally {
            for (RawHttp2 peer : peers) peer.close();
        }
    }

    /** All of them come in a few reads, and their answers are not compressed. */
    @ParameterizedTest
    @EnumSource
    void refusalsOfCallsOfSixteenBytesAreFewToo(IndexedCall call) throws Exception {
        List<RawHttp2> peers = new ArrayList<>();
        try (ServerFixture server = server(LONG)) {
            assertAnswers(server);
            for (int i = 0; i < PEERS; i++)
                peers.add(RawHttp2.notReading(server.endpoint().port()).greet());
            for (RawHttp2 peer : peers) {
                peer.frame(RawHttp2.SETTINGS, 0, 0, NO_TABLE);
                // who has sent much is read from in larger portions
                for (int i = 0; i < 64; i++) peer.frame(RawHttp2.UNKNOWN, 0, 0, new byte[16_000]);
            }
            for (RawHttp2 peer : peers) peer.send(indexedCalls(call));
            Awaitility.await().during(Duration.ofMillis(500)).until(() -> isQuiet(unsent()));
            double each = unsent() / PEERS;
            System.out.printf(
                    "refusals of %s that %d peers do not read: %.0f KiB each wait%n", call, PEERS, each / 1024);
            assertAnswers(server);
            assertThat(each).isLessThan(UNSENT_BYTES_MAX);
        } finally {
            for (RawHttp2 peer : peers) peer.close();
        }
    }

    private static byte[] indexedCalls(IndexedCall call) {
        ByteArrayOutputStream calls = new ByteArrayOutputStream();
        for (int number = 0; number < CALLS; number++)
            calls.writeBytes(RawHttp2.bytes(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    2 * number + 1,
                    number == 0 ? call.first() : call.again()));
        return calls.toByteArray();
    }

    private double unsent() {
        return registry.get("inventory.server.unsent.bytes").gauge().value();
    }

    /** It is held up for longer than the limit, but never for that long at a stretch. */
    @Test
    void whoReadsSlowlyGetsAllAnswers() throws Exception {
        try (ServerFixture server = server(UNREAD_MAX);
                RawHttp2 peer = RawHttp2.notReading(server.endpoint().port()).greet()) {
            peer.read(Duration.ofMillis(10));
            long begin = System.nanoTime();
            for (int call = 0; call < SLOW_CALLS; call++) {
                call(peer, call);
                int sent = call + 1;
                if (sent - peer.answers() == CALLS)
                    Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> sent - peer.answers() < CALLS);
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> peer.answers() == SLOW_CALLS || peer.end().isDone());
            assertThat(peer.answers()).isEqualTo(SLOW_CALLS);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(UNREAD_MAX);
        }
    }

    /** The windows of HTTP/2 hold its answers back, and the connection has room. */
    @Test
    void whoLeavesAStreamUnreadKeepsItAndItsConnection() throws Exception {
        try (ServerFixture server = server(UNREAD_MAX)) {
            WatchCaller watcher = WatchCaller.idle(server, WatchCaller.OLDEST);
            Sku longest = new Sku("\uD83D\uDE00".repeat(128));
            inventory.create(longest, 1, new RequestId("opening"));
            for (int i = 0; i < SIGNALS / 2; i++) {
                OrderId order = new OrderId("o-" + i);
                inventory.deduct(order, List.of(new OrderLine(longest, 1)));
                inventory.rollback(order);
            }
            long end = System.nanoTime() + 2 * UNREAD_MAX.toNanos();
            while (System.nanoTime() - end < 0) assertAnswers(server);
            assertThat(watcher.hasEnded()).isFalse();
            watcher.readAll();
            watcher.awaitSignals(SIGNALS);
        }
    }

    /** As many calls as may be under way, and then nothing of note; whether its connection was closed. */
    private boolean flood(RawHttp2 peer) {
        try {
            for (int call = 0; call < CALLS; call++) {
                call(peer, call);
                sent.incrementAndGet();
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() - end < 0) {
                peer.frame(RawHttp2.UNKNOWN, 0, 0, new byte[1]);
                LockSupport.parkNanos(1_000_000);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void call(RawHttp2 peer, int number) throws IOException {
        int stream = 2 * number + 1;
        peer.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.call("/grpc.health.v1.Health/Check"));
        byte[] request = HealthCheckRequest.newBuilder()
                .setService(SERVICE + number)
                .build()
                .toByteArray();
        ByteBuffer message = ByteBuffer.allocate(5 + request.length);
        message.put((byte) 0).putInt(request.length).put(request);
        peer.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message.array());
    }

    /** Whether a number is what it was the last time. */
    private boolean isQuiet(double now) {
        boolean quiet = now == seen;
        seen = now;
        return quiet;
    }

    private static void assertAnswers(ServerFixture server) {
        assertThat(server.orders()
                        .getStock(GetStockRequest.newBuilder().setSkuId("S").build())
                        .getStock()
                        .getAvailableStock())
                .isEqualTo(1);
    }
}
