package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.inventory.ErrorReason;
import io.inventory.ExportStocks;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.NotFoundException;
import io.inventory.Page;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.ExpectedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All stocks on a stream, to callers of every kind. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, InventoryEndpoint.class})
class ExportStocksTest {
    /** More than the windows of a stream and a connection hold, which grow to 8 MiB. */
    private static final int PAGES_IN_TRANSIT_MAX = 250;

    private static final OpenStreams.Limits PATIENT = new OpenStreams.Limits(8, Duration.ofMinutes(1));

    @Test
    void aCallerWhoReadsNothingIsNotReadForAndLosesTheExport() throws Exception {
        LongExport export = new LongExport(100_000);
        OpenStreams.Limits impatient = new OpenStreams.Limits(8, Duration.ofMillis(500));
        try (ServerFixture server = ServerFixture.bulk(export, new BulkStreams.Limits(PATIENT, impatient))) {
            var caller = BulkCaller.export(server, false);
            Awaitility.await().until(() -> export.closed.get() == 1);
            assertThat(export.pages.get()).isLessThan(PAGES_IN_TRANSIT_MAX);
            caller.read(Integer.MAX_VALUE);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.status().getDescription()).contains("nothing of the export was read for 500 ms");
        }
    }

    @Test
    void aCallerWhoReadsSlowlyKeepsTheExport() throws Exception {
        LongExport export = new LongExport(60);
        OpenStreams.Limits impatient = new OpenStreams.Limits(8, Duration.ofSeconds(2));
        try (ServerFixture server = ServerFixture.bulk(export, new BulkStreams.Limits(PATIENT, impatient))) {
            var caller = BulkCaller.export(server, false);
            for (int read = 1; read <= 60; read++) {
                int expected = read;
                caller.read(1);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(50))
                        .pollDelay(Duration.ofMillis(50))
                        .until(() -> caller.received().size() == expected);
            }
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.OK);
            assertThat(export.closed.get()).isEqualTo(1);
        }
    }

    @Test
    void aCallerWhoLeavesClosesTheExport() throws Exception {
        LongExport export = new LongExport(100_000);
        try (ServerFixture server = new ServerFixture(export)) {
            var caller = BulkCaller.export(server, false);
            caller.read(1);
            Awaitility.await().until(() -> caller.received().size() == 1);
            caller.cancel();
            Awaitility.await().until(() -> export.closed.get() == 1);
        }
    }

    @Test
    void whatFailsInTheMiddleEndsTheStreamWithThat() throws Exception {
        LongExport export = new LongExport(5);
        export.failure = new InternalErrorException("a row cannot be read");
        try (ServerFixture server = new ServerFixture(export)) {
            var caller = BulkCaller.export(server, true);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(caller.received()).hasSize(5);
            assertThat(export.closed.get()).isEqualTo(1);
        }
    }

    @Test
    void oneMoreThanTheLimitIsRefused() throws Exception {
        LongExport export = new LongExport(100_000);
        OpenStreams.Limits two = new OpenStreams.Limits(2, Duration.ofMinutes(1));
        try (ServerFixture server = ServerFixture.bulk(export, new BulkStreams.Limits(PATIENT, two))) {
            var first = BulkCaller.export(server, false);
            var second = BulkCaller.export(server, false);
            Awaitility.await().until(() -> export.opened.get() == 2);
            var third = BulkCaller.export(server, true);
            assertThat(third.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(third.status().getDescription()).contains("2 exports are under way");
            first.cancel();
            second.cancel();
        }
    }

    @Test
    void aStopEndsExportsAlsoOfCallersWhoReadNothing() throws Exception {
        LongExport export = new LongExport(100_000);
        try (ServerFixture server =
                ServerFixture.bulk(export, new BulkStreams.Limits(PATIENT, OpenStreams.Limits.DEFAULT))) {
            var deaf = BulkCaller.export(server, false);
            Awaitility.await().pollInterval(Duration.ofMillis(500)).until(new NothingMoreIsAsked(export)::seen);
            long begin = System.nanoTime();
            server.endpoint().close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            assertThat(export.closed.get()).isEqualTo(1);
            deaf.read(Integer.MAX_VALUE);
            // whichever comes first, the end of its stream or that of the connection
            assertThat(deaf.status().getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
        }
    }

    @Test
    void aClientGetsAllPagesOfAnExportAndHoldsNoMoreThanTwo() throws Exception {
        LongExport export = new LongExport(200);
        try (ServerFixture server = new ServerFixture(export);
                InventoryClient client = client(server)) {
            try (Stream<Stock> stocks = client.exportStocks()) {
                assertThat(stocks.map(stock -> stock.sku().value()))
                        .hasSize(200 * Page.SIZE_MAX)
                        .isSorted();
            }
            assertThat(export.closed.get()).isEqualTo(1);
        }
    }

    @Test
    void aContinuationMayReadAllOfAnExport() throws Exception {
        LongExport export = new LongExport(20);
        try (ServerFixture server = new ServerFixture(export);
                InventoryClient client = client(server)) {
            CompletableFuture<Void> read = client.submit(new ExportStocks()).thenAccept(ExportStocksTest::readAll);
            assertThat(read).succeedsWithin(Duration.ofSeconds(20));

            StockExport open = client.execute(new ExportStocks());
            assertThat(open.next().thenAccept(first -> readAll(open))).succeedsWithin(Duration.ofSeconds(20));
            CompletableFuture<List<Stock>> afterTheLast = open.next();
            assertThat(afterTheLast).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(List.of());
            assertThat(export.pages.get()).isEqualTo(42);
        }
    }

    @Test
    void anExportMayBeReadOnTheOnlyThread() throws Exception {
        LongExport export = new LongExport(20);
        ExecutorService only = Executors.newSingleThreadExecutor();
        try (ServerFixture server = new ServerFixture(export);
                InventoryClient client = InventoryClient.builder(
                                "127.0.0.1:" + server.endpoint().port())
                        .deadline(Duration.ofSeconds(20))
                        .executor(only)
                        .build()) {
            CompletableFuture<Long> read = CompletableFuture.supplyAsync(
                    () -> {
                        try (Stream<Stock> stocks = client.exportStocks()) {
                            return stocks.count();
                        }
                    },
                    only);
            assertThat(read).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(20L * Page.SIZE_MAX);
        } finally {
            only.shutdownNow();
        }
    }

    @Test
    void aClientThatIsClosedEndsItsExports() throws Exception {
        LongExport export = new LongExport(100_000);
        try (ServerFixture server = new ServerFixture(export)) {
            InventoryClient client = client(server);
            StockExport open = client.execute(new ExportStocks());
            client.close();
            assertThat(failure(() -> readAll(open)).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
            Awaitility.await().until(() -> export.closed.get() == 1);
            assertThat(catchThrowableOfType(InventoryException.class, () -> client.execute(new ExportStocks())))
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aClientHasALimitOfExports() throws Exception {
        LongExport export = new LongExport(100_000);
        OpenStreams.Limits many = new OpenStreams.Limits(100, Duration.ofMinutes(1));
        try (ServerFixture server = ServerFixture.bulk(export, new BulkStreams.Limits(PATIENT, many));
                InventoryClient client = client(server)) {
            List<StockExport> open = IntStream.range(0, InventoryClient.EXPORTS_MAX)
                    .mapToObj(i -> client.execute(new ExportStocks()))
                    .toList();
            assertThat(catchThrowableOfType(InventoryException.class, () -> client.execute(new ExportStocks()))
                            .reason())
                    .isEqualTo(ErrorReason.OVERLOADED);
            open.forEach(StockExport::close);
            client.execute(new ExportStocks()).close();
        }
    }

    @Test
    void aServerThatGoesAwayFailsTheExportInsteadOfEndingIt() throws Exception {
        LongExport export = new LongExport(100_000);
        ServerFixture server = new ServerFixture(export);
        try (InventoryClient client = client(server)) {
            StockExport open = client.execute(new ExportStocks());
            assertThat(open.next().join()).hasSize(Page.SIZE_MAX);
            server.close();
            assertThat(failure(() -> readAll(open)).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
        }
    }

    @Test
    void aServerThatDoesNotAnswerFailsTheExportWithinTheDeadline() throws Exception {
        try (ServerFixture server = new ServerFixture(new ScriptedInventory());
                InventoryClient client = InventoryClient.builder(
                                "127.0.0.1:" + server.endpoint().port())
                        .deadline(Duration.ofMillis(300))
                        .build()) {
            CompletableFuture<StockExport> opened = client.submit(new ExportStocks());
            assertThat(failure(opened::join)).hasMessageContaining("no answer").hasMessageContaining("300 ms");
            assertThat(catchThrowableOfType(InventoryException.class, () -> client.execute(new ExportStocks()))
                            .reason())
                    .isEqualTo(ErrorReason.UNAVAILABLE);
        }
    }

    private static InventoryClient client(ServerFixture server) {
        return InventoryClient.builder("127.0.0.1:" + server.endpoint().port())
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    private static void readAll(StockExport export) {
        List<Stock> page = export.next().join();
        while (!page.isEmpty()) page = export.next().join();
    }

    private static InventoryException failure(ThrowingCallable work) {
        return (InventoryException) Objects.requireNonNull(
                catchThrowableOfType(CompletionException.class, work).getCause());
    }

    /** That the transport takes no more: between two looks no page was asked for. */
    private static final class NothingMoreIsAsked {
        private final LongExport export;
        private int asked;

        NothingMoreIsAsked(LongExport export) {
            this.export = export;
        }

        boolean seen() {
            int before = asked;
            asked = export.pages.get();
            return asked > 0 && asked == before;
        }
    }

    /** An inventory with that many full pages of stocks, each made when it is asked for. */
    private static final class LongExport implements Inventory {
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger pages = new AtomicInteger();
        final int pagesMax;
        volatile @Nullable InventoryException failure;

        LongExport(int pagesMax) {
            this.pagesMax = pagesMax;
        }

        @Override
        public <A> A execute(Request<A> request) {
            return submit(request).join();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A> CompletableFuture<A> submit(Request<A> request) {
            if (request.equals(StoreHealth.PROBE))
                return CompletableFuture.failedFuture(NotFoundException.order(StoreHealth.PROBE.orderId()));
            if (!(request instanceof ExportStocks))
                return CompletableFuture.failedFuture(UnavailableException.unavailable("this test has no " + request));
            opened.incrementAndGet();
            return (CompletableFuture<A>) CompletableFuture.completedFuture(new Open());
        }

        @Override
        public void close() {}

        private final class Open implements StockExport {
            private final AtomicInteger next = new AtomicInteger();
            private final AtomicInteger closings = new AtomicInteger();

            @Override
            public CompletableFuture<List<Stock>> next() {
                pages.incrementAndGet();
                int page = next.getAndIncrement();
                if (page >= pagesMax)
                    return failure == null
                            ? CompletableFuture.completedFuture(List.of())
                            : CompletableFuture.failedFuture(failure);
                IntFunction<Stock> stock = i -> new Stock(
                        new Sku("SKU-%08d-%04d".formatted(page, i)), i, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);
                return CompletableFuture.completedFuture(
                        IntStream.range(0, Page.SIZE_MAX).mapToObj(stock).toList());
            }

            @Override
            public void close() {
                if (closings.getAndIncrement() == 0) closed.incrementAndGet();
            }
        }
    }
}
