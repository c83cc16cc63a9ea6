package io.inventory.grpc;

import static io.inventory.grpc.BadRequests.assertBad;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExplainStockRequest;
import io.inventory.v1.ExtendReservationRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.SetStockPolicyRequest;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Malformed requests about times, policies and stock-takings: every bad field is named. */
class MalformedPastRequestsTest {
    private static final long IN_2026 = 1_780_000_000;

    /** What no clock shows, what no calendar has, and what no number of seconds has for nanoseconds. */
    private static final List<Timestamp> BAD_TIMES = List.of(
            time(-1),
            time(253_402_300_800L),
            time(Long.MIN_VALUE),
            time(Long.MAX_VALUE),
            nanos(-1),
            nanos(1_000_000_000));

    @AutoClose
    private static final ServerFixture SERVER = ServerFixture.inMemory();

    @Test
    void emptyRequestsNameWhatIsMissing() {
        assertBad(
                () -> SERVER.orders().extendReservation(ExtendReservationRequest.getDefaultInstance()),
                "order_id",
                "time_to_live");
        assertBad(() -> SERVER.admin().expireReservation(ExpireReservationRequest.getDefaultInstance()), "order_id");
        assertBad(
                () -> SERVER.admin().setStockPolicy(SetStockPolicyRequest.getDefaultInstance()),
                "sku_id",
                "request_id");
        assertBad(
                () -> SERVER.admin().countStock(CountStockRequest.getDefaultInstance()),
                "sku_id",
                "as_of",
                "reason",
                "request_id");
    }

    @Test
    void timesToLiveOutOfRangeAreNamedBesideTheOrder() {
        for (long seconds : new long[] {0, -1, 31L * 24 * 3600, Long.MAX_VALUE})
            assertBad(
                    () -> SERVER.orders()
                            .extendReservation(ExtendReservationRequest.newBuilder()
                                    .setOrderId(" ")
                                    .setTimeToLive(Duration.newBuilder().setSeconds(seconds))
                                    .build()),
                    "order_id",
                    "time_to_live");
    }

    @Test
    void badPoliciesNameAllTheirFields() {
        assertBad(
                () -> SERVER.admin()
                        .setStockPolicy(SetStockPolicyRequest.newBuilder()
                                .setSkuId("\n")
                                .setSafetyStock(-1)
                                .setLowThreshold(-2)
                                .setRequestId(" r")
                                .setExpectedVersion(0)
                                .build()),
                "sku_id",
                "safety_stock",
                "low_threshold",
                "request_id",
                "expected_version");
    }

    @Test
    void badCountsNameAllTheirFields() {
        for (Timestamp bad : BAD_TIMES)
            assertBad(
                    () -> SERVER.admin()
                            .countStock(CountStockRequest.newBuilder()
                                    .setSkuId("\n")
                                    .setCounted(-1)
                                    .setAsOf(bad)
                                    .setReason(" ")
                                    .setRequestId(" r")
                                    .build()),
                    "sku_id",
                    "counted",
                    "as_of",
                    "reason",
                    "request_id");
    }

    @Test
    void badTimesAndVersionsOfReadsAreNamedByTheirFields() {
        for (Timestamp bad : BAD_TIMES) {
            assertBad(
                    () -> SERVER.orders()
                            .getStock(GetStockRequest.newBuilder()
                                    .setAsOfTime(bad)
                                    .build()),
                    "sku_id",
                    "as_of_time");
            assertBad(
                    () -> SERVER.orders()
                            .batchGetStock(BatchGetStockRequest.newBuilder()
                                    .addSkuIds("a")
                                    .addSkuIds("")
                                    .setAsOfTime(bad)
                                    .build()),
                    "sku_ids[1]",
                    "as_of_time");
        }
        for (long version : new long[] {0, -1, Long.MIN_VALUE})
            assertBad(
                    () -> SERVER.orders()
                            .getStock(GetStockRequest.newBuilder()
                                    .setSkuId("s")
                                    .setAsOfVersion(version)
                                    .build()),
                    "as_of_version");
        assertBad(
                () -> SERVER.orders()
                        .batchGetStock(BatchGetStockRequest.newBuilder()
                                .setAsOfTime(time(IN_2026))
                                .build()),
                "sku_ids");
    }

    @Test
    void badRangesOfTheLedgerAreNamedBesideTheRest() {
        for (Timestamp bad : BAD_TIMES)
            assertBad(
                    () -> SERVER.admin()
                            .listStockLogs(ListStockLogsRequest.newBuilder()
                                    .setSkuId("")
                                    .setPageSize(-1)
                                    .setFrom(bad)
                                    .setUntil(bad)
                                    .build()),
                    "sku_id",
                    "page_size",
                    "from",
                    "until");
        for (Timestamp bad : BAD_TIMES)
            assertBad(
                    () -> SERVER.admin()
                            .explainStock(ExplainStockRequest.newBuilder()
                                    .setSkuId("")
                                    .setFrom(bad)
                                    .setUntil(bad)
                                    .build()),
                    "sku_id",
                    "from",
                    "until");
        assertBad(
                () -> SERVER.admin()
                        .explainStock(ExplainStockRequest.newBuilder()
                                .setSkuId("s")
                                .setFrom(time(IN_2026))
                                .setUntil(time(IN_2026 - 1))
                                .build()),
                "until");
        assertBad(
                () -> SERVER.admin()
                        .listStockLogs(ListStockLogsRequest.newBuilder()
                                .setOrderId("o")
                                .setFrom(time(IN_2026))
                                .setUntil(time(IN_2026 - 1))
                                .build()),
                "until");
    }

    private static Timestamp time(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    private static Timestamp nanos(int nanos) {
        return Timestamp.newBuilder().setSeconds(IN_2026).setNanos(nanos).build();
    }
}
