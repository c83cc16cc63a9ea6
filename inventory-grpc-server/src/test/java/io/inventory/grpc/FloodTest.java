package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many who want nothing good, and one caller who goes on; prints what that one sees. */
@Timeout(120)
@ExpectedLog(Connections.class)
class FloodTest {
    private static final Duration P99_MAX = Duration.ofSeconds(1);
    private static final long HEAP_BYTES_MAX = 64 << 20;
    private static final int CONNECTIONS = 10_000;
    private static final int ADDRESSES = 10;
    private static final Duration FLOOD = Duration.ofSeconds(5);
    private static final int CALLS_AT_ONCE = 500;

    @Test
    void tenThousandIdleConnectionsLeaveOthersTheirAnswers() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.create(SecureServer.SKU, 1, new RequestId("opening"));
        List<SocketChannel> flood = new ArrayList<>();
        try (ServerFixture server = new ServerFixture(inventory);
                InventoryClient client =
                        InventoryClient.connect("127.0.0.1:" + server.endpoint().port());
                Caller caller = new Caller(client)) {
            caller.awaitFirst();
            long before = usedHeap();
            int port = server.endpoint().port();
            for (int i = 0; i < CONNECTIONS; i++) flood.add(connect(port, 2 + i % ADDRESSES));
            caller.goOn(FLOOD);
            long heap = usedHeap() - before;
            caller.print("10,000 idle connections, " + (heap >> 10) + " KiB of heap");
            caller.assertServed();
            assertThat(heap).isLessThan(HEAP_BYTES_MAX);
        } finally {
            for (SocketChannel connection : flood) connection.close();
        }
    }

    @Test
    void aFloodOfCallsWithoutATokenLeavesOthersTheirAnswers(@TempDir Path folder) throws Exception {
        try (SecureServer server =
                        new SecureServer(folder).startWithCallers("cart reader " + TestTokens.hash("inv_cart"));
                InventoryClient client = server.client().token("inv_cart").build();
                Flood flood = new Flood(server);
                Caller caller = new Caller(client)) {
            caller.awaitFirst();
            long before = usedHeap();
            flood.start();
            caller.goOn(FLOOD);
            flood.stop();
            long heap = usedHeap() - before;
            caller.print(flood.refused.get() + " calls refused in " + FLOOD.toSeconds() + " s, " + (heap >> 10)
                    + " KiB of heap");
            caller.assertServed();
            assertThat(flood.refused.get()).isGreaterThan(1_000);
            assertThat(heap).isLessThan(HEAP_BYTES_MAX);
        }
    }

    private static SocketChannel connect(int port, int host) throws IOException {
        SocketChannel connection = SocketChannel.open();
        connection.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 0));
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return connection;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Asks all the time, one question after the other. */
    private static final class Caller implements AutoCloseable {
        private final InventoryClient client;
        private final Sku sku = SecureServer.SKU;
        private final List<Long> nanos = new ArrayList<>();
        private long failures;

        Caller(InventoryClient client) {
            this.client = client;
        }

        void awaitFirst() {
            for (int i = 0; i < 200; i++)
                assertThat(client.stock(sku).available()).isPositive();
        }

        void goOn(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                long begin = System.nanoTime();
                try {
                    client.stock(sku);
                } catch (RuntimeException e) {
                    failures++;
                }
                nanos.add(System.nanoTime() - begin);
            }
        }

        private Duration p99() {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
            return Duration.ofNanos(sorted[sorted.length * 99 / 100]);
        }

        void print(String what) {
            System.out.printf(
                    "%s: %d calls of another, p99 %d ms, %d failed%n", what, nanos.size(), p99().toMillis(), failures);
        }

        void assertServed() {
            assertThat(nanos).hasSizeGreaterThan(10);
            assertThat(failures).isZero();
            assertThat(p99()).isLessThan(P99_MAX);
        }

        @Override
        public void close() {
            nanos.clear();
        }
    }

    /** Calls without a token, as fast as they are refused, over a connection of its own. */
    private static final class Flood implements AutoCloseable {
        private final AtomicLong refused = new AtomicLong();
        private final Semaphore free = new Semaphore(CALLS_AT_ONCE);
        private final ManagedChannel channel;
        private final Thread thread = new Thread(this::run, "flood");
        private volatile boolean stopped;

        Flood(SecureServer server) throws Exception {
            channel = NettyChannelBuilder.forAddress(
                            "127.0.0.1",
                            server.endpoint().port(),
                            TlsChannelCredentials.newBuilder()
                                    .trustManager(server.ca.toFile())
                                    .build())
                    .disableRetry()
                    .build();
        }

        void start() {
            thread.start();
        }

        private void run() {
            InventoryServiceGrpc.InventoryServiceStub stub = InventoryServiceGrpc.newStub(channel);
            GetStockRequest request = GetStockRequest.newBuilder().setSkuId("S").build();
            while (!stopped) {
                free.acquireUninterruptibly();
                stub.getStock(request, new StreamObserver<GetStockResponse>() {
                    @Override
                    public void onNext(GetStockResponse response) {}

                    @Override
                    public void onError(Throwable failure) {
                        refused.incrementAndGet();
                        free.release();
                    }

                    @Override
                    public void onCompleted() {
                        free.release();
                    }
                });
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }

        @Override
        public void close() {
            stopped = true;
            channel.shutdownNow();
        }
    }
}
