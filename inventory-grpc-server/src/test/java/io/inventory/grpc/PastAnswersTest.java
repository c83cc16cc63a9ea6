package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.BatchGetStockResponse;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExtendReservationRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.OrderStatus;
import io.inventory.v1.Rejected;
import io.inventory.v1.RejectionReason;
import io.inventory.v1.SetStockPolicyRequest;
import io.inventory.v1.Stock;
import io.inventory.v1.StockCounted;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers in other languages get of policies, stock-takings, extensions and the past. */
class PastAnswersTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final Sku SKU = new Sku("S");

    private final InMemoryInventory inventory = new InMemoryInventory(Clock.fixed(NOW, ZoneOffset.UTC));

    @SuppressWarnings("NullAway.Init")
    private ServerFixture server;

    @BeforeEach
    void start() throws Exception {
        server = new ServerFixture(inventory);
        inventory.create(SKU, 10, new RequestId("opening"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aStockShowsWhatOfItAnOrderMayTake() {
        Stock before = server.orders().getStock(get().build()).getStock();
        assertThat(before.hasSellable()).isTrue();
        assertThat(before.getSellable()).isEqualTo(10);
        policy(4, 2);
        Stock after = server.orders().getStock(get().build()).getStock();
        assertThat(after.getSellable()).isEqualTo(6);
        assertThat(after.getAvailableStock()).isEqualTo(10);
        assertThat(after.getSafetyStock()).isEqualTo(4);
        assertThat(after.getLowThreshold()).isEqualTo(2);
        policy(11, 0);
        Stock none = server.orders().getStock(get().build()).getStock();
        assertThat(none.hasSellable()).as("0 and not absent").isTrue();
        assertThat(none.getSellable()).isZero();
    }

    @Test
    void thePastIsABalanceAndNoStock() {
        policy(4, 2);
        GetStockResponse one = server.orders().getStock(get().setAsOfVersion(1).build());
        assertThat(one.hasStock()).isFalse();
        assertThat(one.getBalance().getAvailableStock()).isEqualTo(10);
        assertThat(one.getBalance().getVersion()).isEqualTo(1);
        assertThat(one.getBalance().getUpdatedAt()).isEqualTo(now());
        BatchGetStockResponse many = server.orders()
                .batchGetStock(BatchGetStockRequest.newBuilder()
                        .addSkuIds("S")
                        .addSkuIds("T")
                        .setAsOfTime(now())
                        .build());
        assertThat(many.getStocksCount()).isZero();
        assertThat(many.getBalances(0).getVersion()).isEqualTo(2);
        assertThat(many.getUnknownSkuIdsList()).containsExactly("T");
    }

    @Test
    void aStockTakingSaysByHowMuchItWasOff() {
        CountStockRequest request = CountStockRequest.newBuilder()
                .setSkuId("S")
                .setCounted(7)
                .setAsOf(now())
                .setReason("annual")
                .setRequestId("count")
                .build();
        StockCounted counted = server.admin().countStock(request).getStockCounted();
        assertThat(counted.getCounted()).isEqualTo(7);
        assertThat(counted.getBalance()).isEqualTo(10);
        assertThat(counted.getDifference()).isEqualTo(-3);
        assertThat(counted.getAvailableStock()).isEqualTo(7);
        assertThat(counted.getReplayed()).isFalse();
        StockCounted again = server.admin().countStock(request).getStockCounted();
        assertThat(again).isEqualTo(counted.toBuilder().setReplayed(true).build());
    }

    @Test
    void whatCannotBeExtendedSaysWhereItStands() {
        inventory.deduct(new OrderId("sold"), List.of(new OrderLine(SKU, 1)));
        Rejected rejected = server.orders()
                .extendReservation(ExtendReservationRequest.newBuilder()
                        .setOrderId("sold")
                        .setTimeToLive(Duration.newBuilder().setSeconds(60))
                        .build())
                .getRejected();
        assertThat(rejected.getReason()).isEqualTo(RejectionReason.REJECTION_REASON_NOT_RESERVED);
        assertThat(rejected.getOrderStatus()).isEqualTo(OrderStatus.ORDER_STATUS_DEDUCTED);
    }

    @Test
    void whatIsNotOverdueSaysWhereItStands() {
        inventory.reserve(new OrderId("held"), List.of(new OrderLine(SKU, 1)));
        assertThat(server.admin()
                        .expireReservation(ExpireReservationRequest.newBuilder()
                                .setOrderId("held")
                                .build())
                        .getNotOverdue()
                        .getStatus())
                .isEqualTo(OrderStatus.ORDER_STATUS_RESERVED);
    }

    @Test
    void aRangeWithOneEndIsOpenAtTheOther() {
        ListStockLogsRequest all =
                ListStockLogsRequest.newBuilder().setSkuId("S").build();
        Timestamp later = now().toBuilder().setNanos(1_000).build();
        assertThat(list(all.toBuilder().setFrom(now()).build()).getEntriesCount())
                .isEqualTo(1);
        assertThat(list(all.toBuilder().setFrom(later).build()).getEntriesCount())
                .isZero();
        assertThat(list(all.toBuilder().setUntil(later).build()).getEntriesCount())
                .isEqualTo(1);
        assertThat(list(all.toBuilder().setUntil(now()).build()).getEntriesCount())
                .isZero();
    }

    private ListStockLogsResponse list(ListStockLogsRequest request) {
        return server.admin().listStockLogs(request);
    }

    private void policy(long safetyStock, long lowThreshold) {
        var unused = server.admin()
                .setStockPolicy(SetStockPolicyRequest.newBuilder()
                        .setSkuId("S")
                        .setSafetyStock(safetyStock)
                        .setLowThreshold(lowThreshold)
                        .setRequestId("policy " + safetyStock)
                        .build());
    }

    private static GetStockRequest.Builder get() {
        return GetStockRequest.newBuilder().setSkuId("S");
    }

    private static Timestamp now() {
        return Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).build();
    }
}
