package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.inventory.AdjustStock;
import io.inventory.BatchGetStock;
import io.inventory.Expire;
import io.inventory.Notes;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.Page;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.contract.MutableClock;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.CheckStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.Item;
import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.ListSignalsResponse;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.RollbackStockRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every answer to a legal request is read by clients with gRPC's default limit of 4 MB, or by the client at the least. */
@Timeout(60)
class LargestAnswersTest {
    private static final List<Sku> SKUS = IntStream.range(0, OrderLines.LINES_MAX)
            .mapToObj(i -> new Sku(longest(Integer.toString(i))))
            .toList();
    private static final List<OrderLine> LINES =
            SKUS.stream().map(sku -> new OrderLine(sku, OrderLine.QUANTITY_MAX)).toList();
    private static final List<Item> ITEMS = LINES.stream()
            .map(line -> Item.newBuilder()
                    .setSkuId(line.sku().value())
                    .setQuantity(line.quantity())
                    .build())
            .toList();
    private static final OrderId ORDER = new OrderId(longest("order"));

    private final MutableClock clock = new MutableClock();
    private final InMemoryInventory inventory = new InMemoryInventory(clock);

    @SuppressWarnings("NullAway.Init")
    private ServerFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new ServerFixture(inventory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRejectionOfEveryLine() {
        stock(OrderLine.QUANTITY_MAX - 1);
        assertLarge(
                1_000_000,
                server.orders()
                        .deductStock(DeductStockRequest.newBuilder()
                                .setOrderId(ORDER.value())
                                .addAllItems(ITEMS)
                                .build()));
        assertLarge(
                2_000_000,
                server.orders()
                        .getOrder(GetOrderRequest.newBuilder()
                                .setOrderId(ORDER.value())
                                .build()));
    }

    @Test
    void aRollbackOfEveryLine() {
        stock(Long.MAX_VALUE);
        inventory.deduct(ORDER, LINES);
        assertLarge(
                2_000_000,
                server.orders()
                        .rollbackStock(RollbackStockRequest.newBuilder()
                                .setOrderId(ORDER.value())
                                .build()));
    }

    @Test
    void anOrderWithTheMostRollbacksIsReadByTheClient() {
        stock(Long.MAX_VALUE);
        inventory.deduct(ORDER, LINES);
        int linesEach = Rollback.ROLLBACK_LINES_MAX / Rollback.ROLLBACKS_MAX;
        for (int i = 0; i < Rollback.ROLLBACKS_MAX; i++) {
            List<OrderLine> part = new ArrayList<>();
            for (int line = 0; line < linesEach; line++)
                part.add(new OrderLine(SKUS.get((i * linesEach + line) % SKUS.size()), OrderLine.QUANTITY_MAX / 10));
            inventory.execute(new Rollback(
                    ORDER, part, Optional.of(new RollbackId(longest(Integer.toString(i)))), RollbackReason.CLOSED));
        }
        inventory.rollback(ORDER);
        Order order = inventory.order(ORDER);

        assertThat(OrderResponses.order(order).getSerializedSize())
                .isBetween(6 << 20, InventoryClient.RESPONSE_BYTES_MAX / 2);
        try (InventoryClient client = InventoryClient.builder(
                        "127.0.0.1:" + server.endpoint().port())
                .deadline(Duration.ofSeconds(20))
                .build()) {
            assertThat(client.order(ORDER)).isEqualTo(order);
        }
    }

    @Test
    void theLargestPages() {
        stock(Long.MAX_VALUE / 2);
        for (int i = 0; i < Page.SIZE_MAX; i++)
            inventory.execute(new AdjustStock(
                    SKUS.get(0),
                    i % 2 == 0 ? -OrderLine.QUANTITY_MAX : OrderLine.QUANTITY_MAX,
                    "\uD83D\uDE00".repeat(Notes.CODE_POINTS_MAX),
                    new RequestId(longest(Integer.toString(i)))));
        assertLarge(
                2_000_000,
                server.admin()
                        .listStockLogs(ListStockLogsRequest.newBuilder()
                                .setSkuId(SKUS.get(0).value())
                                .setPageSize(Page.SIZE_MAX)
                                .build()));
        assertLarge(
                500_000,
                server.admin()
                        .listStocks(ListStocksRequest.newBuilder()
                                .setPageSize(Page.SIZE_MAX)
                                .build()));
    }

    @Test
    void theLargestBatchAndTheLargestCheck() {
        stock(Long.MAX_VALUE);
        List<String> batch =
                SKUS.stream().limit(BatchGetStock.SKUS_MAX).map(Sku::value).toList();
        assertLarge(
                500_000,
                server.orders()
                        .batchGetStock(BatchGetStockRequest.newBuilder()
                                .addAllSkuIds(batch)
                                .build()));
        assertLarge(
                1_000_000,
                server.orders()
                        .checkStock(CheckStockRequest.newBuilder()
                                .addAllItems(ITEMS)
                                .build()));
    }

    @Test
    void pagesOfTheLargestSignalsAreShorterAndMissNone() {
        stock(Long.MAX_VALUE / 2);
        int expired = 7;
        for (int i = 0; i < expired; i++) {
            OrderId order = new OrderId(longest("order" + i));
            inventory.execute(new Reserve(order, LINES, Duration.ofSeconds(1)));
        }
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < expired; i++) inventory.execute(new Expire(new OrderId(longest("order" + i))));

        List<String> tokens = new ArrayList<>();
        String after = "";
        for (ListSignalsResponse page = list(after); page.getSignalsCount() > 0; page = list(after)) {
            if (after.isEmpty()) assertLarge(2_000_000, page);
            page.getSignalsList().forEach(listed -> tokens.add(listed.getResumeToken()));
            after = tokens.get(tokens.size() - 1);
        }
        assertThat(tokens).containsExactly("1", "2", "3", "4", "5", "6", "7");

        SignalWatches.Page held = SignalWatches.Page.of(inventory.signals(0));
        assertThat(held.signals()).hasSizeBetween(1, 3);
        assertThat(held.last()).isEqualTo(held.signals().size());
        assertThat(held.complete()).isFalse();
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.OLDEST);
        watcher.awaitSignals(expired);
        assertThat(watcher.signals()).isEqualTo(tokens);
    }

    private ListSignalsResponse list(String after) {
        return server.orders()
                .listSignals(ListSignalsRequest.newBuilder()
                        .setResumeToken(after)
                        .setPageSize(Page.SIZE_MAX)
                        .build());
    }

    private void stock(long available) {
        for (Sku sku : SKUS) inventory.create(sku, available, new RequestId("r"));
    }

    /** It has arrived; this shows that it was the large one. */
    private static void assertLarge(int bytesMin, MessageLite answer) {
        assertThat(answer.getSerializedSize()).isGreaterThan(bytesMin);
    }

    /** 128 code points of four bytes, but for the end. */
    private static String longest(String end) {
        return "\uD83D\uDE00".repeat(128 - end.length()) + end;
    }
}
