package io.inventory.grpc;

import static io.inventory.grpc.BadRequests.assertBad;
import static io.inventory.grpc.BadRequests.refusal;
import static io.inventory.grpc.BadRequests.violations;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.inventory.ListStocks;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.CheckStockRequest;
import io.inventory.v1.ConfirmStockRequest;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.Item;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.SetStockRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A malformed request is refused with every bad field, by its path. */
class MalformedRequestsTest {
    private static final String TOO_LONG = "x".repeat(129);

    @AutoClose
    private static final ServerFixture SERVER = ServerFixture.inMemory();

    @Test
    void emptyRequestsNameWhatIsMissing() {
        assertBad(() -> SERVER.orders().deductStock(DeductStockRequest.getDefaultInstance()), "order_id", "items");
        assertBad(() -> SERVER.orders().reserveStock(ReserveStockRequest.getDefaultInstance()), "order_id", "items");
        assertBad(() -> SERVER.orders().confirmStock(ConfirmStockRequest.getDefaultInstance()), "order_id");
        assertBad(() -> SERVER.orders().rollbackStock(RollbackStockRequest.getDefaultInstance()), "order_id");
        assertBad(() -> SERVER.orders().getStock(GetStockRequest.getDefaultInstance()), "sku_id");
        assertBad(() -> SERVER.orders().batchGetStock(BatchGetStockRequest.getDefaultInstance()), "sku_ids");
        assertBad(() -> SERVER.orders().checkStock(CheckStockRequest.getDefaultInstance()), "items");
        assertBad(() -> SERVER.orders().getOrder(GetOrderRequest.getDefaultInstance()), "order_id");
        assertBad(() -> SERVER.admin().createStock(CreateStockRequest.getDefaultInstance()), "sku_id", "request_id");
        assertBad(
                () -> SERVER.admin().adjustStock(AdjustStockRequest.getDefaultInstance()),
                "sku_id",
                "delta",
                "reason",
                "request_id");
        assertBad(
                () -> SERVER.admin().setStock(SetStockRequest.getDefaultInstance()), "sku_id", "reason", "request_id");
        assertBad(() -> SERVER.admin().listStockLogs(ListStockLogsRequest.getDefaultInstance()), "subject");
    }

    @Test
    void everyBadLineIsNamedByItsPath() {
        List<Item> items = List.of(
                item("good", 1), item("", 1), item("good", 0), item(" blank", 1_000_000_001), item("a\u2028b", -1));

        String[] paths = {
            "order_id",
            "items[1].sku_id",
            "items[2].quantity",
            "items[3].sku_id",
            "items[3].quantity",
            "items[4].sku_id",
            "items[4].quantity"
        };
        assertBad(
                () -> SERVER.orders()
                        .deductStock(DeductStockRequest.newBuilder()
                                .setOrderId(TOO_LONG)
                                .addAllItems(items)
                                .build()),
                paths);
        assertBad(
                () -> SERVER.orders()
                        .rollbackStock(RollbackStockRequest.newBuilder()
                                .setOrderId(TOO_LONG)
                                .addAllItems(items)
                                .build()),
                paths);
    }

    @Test
    void whatIsWrongWithTheLinesTogetherIsNamedToo() {
        Item large = item("same", 600_000_000);
        List<Item> tooMany = new ArrayList<>();
        for (int i = 0; i <= 2_000; i++) tooMany.add(item("S" + i, 1));
        assertBad(
                () -> SERVER.orders()
                        .deductStock(DeductStockRequest.newBuilder()
                                .addItems(large)
                                .addItems(large)
                                .build()),
                "order_id",
                "items");
        assertBad(
                () -> SERVER.orders()
                        .checkStock(CheckStockRequest.newBuilder()
                                .addAllItems(tooMany)
                                .build()),
                "items");
    }

    @Test
    void timesToLiveOutOfRangeAreNamedBesideTheRest() {
        for (Duration duration : List.of(
                Duration.getDefaultInstance(),
                Duration.newBuilder().setSeconds(-1).build(),
                Duration.newBuilder()
                        .setSeconds(Long.MAX_VALUE)
                        .setNanos(Integer.MAX_VALUE)
                        .build(),
                // some time, if it were taken for what it is not
                Duration.newBuilder().setSeconds(60).setNanos(1_000_000_000).build(),
                Duration.newBuilder().setSeconds(60).setNanos(-1).build(),
                Duration.newBuilder().setSeconds(31L * 24 * 3600).build()))
            assertBad(
                    () -> SERVER.orders()
                            .reserveStock(ReserveStockRequest.newBuilder()
                                    .addItems(item("", 1))
                                    .setTimeToLive(duration)
                                    .build()),
                    "order_id",
                    "items[0].sku_id",
                    "time_to_live");
    }

    @Test
    void badRollbackIdsAndReasonsAreNamed() {
        assertBad(
                () -> SERVER.orders()
                        .rollbackStock(RollbackStockRequest.newBuilder()
                                .setOrderId("o")
                                .setRollbackId("r")
                                .setReasonValue(77)
                                .build()),
                "rollback_id",
                "reason");
        assertBad(
                () -> SERVER.orders()
                        .rollbackStock(RollbackStockRequest.newBuilder()
                                .setOrderId("o")
                                .addItems(item("s", 1))
                                .setRollbackId("")
                                .build()),
                "rollback_id");
    }

    @Test
    void badSkusOfABatchAreNamedByTheirPlace() {
        assertBad(
                () -> SERVER.orders()
                        .batchGetStock(BatchGetStockRequest.newBuilder()
                                .addSkuIds("a")
                                .addSkuIds("b ")
                                .addSkuIds("")
                                .build()),
                "sku_ids[1]",
                "sku_ids[2]");
    }

    @Test
    void badOperatorRequestsNameAllTheirFields() {
        assertBad(
                () -> SERVER.admin()
                        .setStock(SetStockRequest.newBuilder()
                                .setSkuId("\n")
                                .setAvailableStock(-1)
                                .setReason(" ")
                                .setRequestId(TOO_LONG)
                                .setExpectedVersion(0)
                                .build()),
                "sku_id",
                "available_stock",
                "reason",
                "request_id",
                "expected_version");
        assertBad(
                () -> SERVER.admin()
                        .createStock(CreateStockRequest.newBuilder()
                                .setSkuId("s")
                                .setInitialStock(-5)
                                .build()),
                "initial_stock",
                "request_id");
    }

    @Test
    void badPagesAreNamed() {
        assertBad(
                () -> SERVER.admin()
                        .listStocks(ListStocksRequest.newBuilder()
                                .setPageSize(-1)
                                .setPageToken("?")
                                .build()),
                "page_size",
                "page_token");
        assertBad(
                () -> SERVER.admin()
                        .listStockLogs(ListStockLogsRequest.newBuilder()
                                .setSkuId("")
                                .setPageSize(1_001)
                                .setPageToken("abc")
                                .build()),
                "sku_id",
                "page_size",
                "page_token");
        assertBad(
                () -> SERVER.admin()
                        .listStockLogs(ListStockLogsRequest.newBuilder()
                                .setOrderId("o")
                                .setPageToken("abc")
                                .build()),
                "page_token");
    }

    @Test
    void aTokenIsHeldAgainstItsOwnListing() {
        Stock last = new Stock(new Sku("a"), 1, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);
        String token = new ListStocks(1, Optional.empty())
                .page(List.of(last, last))
                .next()
                .orElseThrow()
                .value();
        assertBad(
                () -> SERVER.admin()
                        .listStocks(ListStocksRequest.newBuilder()
                                .setPageSize(-1)
                                .setPageToken(token)
                                .build()),
                "page_size");
        assertBad(
                () -> SERVER.admin()
                        .listStockLogs(ListStockLogsRequest.newBuilder()
                                .setSkuId("a")
                                .setPageToken(token)
                                .build()),
                "page_token");
    }

    @Test
    void moreBadFieldsThanTrailersHoldAreCounted() {
        DeductStockRequest.Builder request = DeductStockRequest.newBuilder();
        for (int i = 0; i < 2_000; i++) request.addItems(item("", -i));

        StatusRuntimeException refusal = refusal(() -> SERVER.orders().deductStock(request.build()));
        List<BadRequest.FieldViolation> named = violations(refusal);
        assertThat(named).hasSize(Fields.NAMED_MAX + 1);
        assertThat(named.get(Fields.NAMED_MAX).getField()).isEqualTo("request");
        assertThat(named.get(Fields.NAMED_MAX).getDescription()).isEqualTo("has 3969 more bad fields");
    }

    private static Item item(String sku, long quantity) {
        return Item.newBuilder().setSkuId(sku).setQuantity(quantity).build();
    }
}
