package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.inventory.InvalidRequestException;
import io.inventory.Request;
import io.inventory.client.wire.Calls;
import io.inventory.fuzz.Fuzz;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.ExplainStockRequest;
import io.inventory.v1.ExtendReservationRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.Item;
import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.SetStockPolicyRequest;
import io.inventory.v1.SetStockRequest;
import io.inventory.v1.VerifyLedgerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A message is a request, and the same one when the client sends it again; or every bad field is named. */
class RequestsFuzzTest {
    /** How a message is read. */
    private record Kind<M extends Message>(M none, Function<M, ? extends Request<?>> reader) {
        boolean isRead(byte[] bytes) {
            M message = message(bytes);
            if (message == null) return false;
            Request<?> request;
            try {
                request = reader.apply(message);
            } catch (InvalidRequestException e) {
                assertThat(e.violations()).isNotEmpty().hasSizeLessThanOrEqualTo(Fields.NAMED_MAX + 1);
                assertThat(e.violations()).allSatisfy(violation -> {
                    assertThat(isAField(violation.field()))
                            .as(violation.field())
                            .isTrue();
                    assertThat(violation.description()).isNotBlank();
                });
                return false;
            }
            assertThat(reader.apply(Objects.requireNonNull(message(sent(request).toByteArray()))))
                    .isEqualTo(request);
            return true;
        }

        private static <A> MessageLite sent(Request<A> request) {
            Calls.Call<Request<A>, A, MessageLite, Object> call = Calls.of(request);
            return call.toMessage().apply(request);
        }

        @SuppressWarnings("unchecked")
        private @Nullable M message(byte[] bytes) {
            try {
                return (M) none.newBuilderForType().mergeFrom(bytes).build();
            } catch (InvalidProtocolBufferException e) {
                return null;
            }
        }

        /** What callers see as the name of something that they sent. */
        private boolean isAField(String name) {
            String first = name.replaceFirst("[\\[.].*", "");
            return first.equals("request")
                    || first.equals("subject")
                    || none.getDescriptorForType().findFieldByName(first) != null;
        }
    }

    private static final List<Kind<?>> KINDS = List.of(
            new Kind<>(DeductStockRequest.getDefaultInstance(), OrderRequests::deduct),
            new Kind<>(ReserveStockRequest.getDefaultInstance(), OrderRequests::reserve),
            new Kind<>(ExtendReservationRequest.getDefaultInstance(), OrderRequests::extend),
            new Kind<>(RollbackStockRequest.getDefaultInstance(), OrderRequests::rollback),
            new Kind<>(CreateStockRequest.getDefaultInstance(), StockRequests::create),
            new Kind<>(AdjustStockRequest.getDefaultInstance(), StockRequests::adjust),
            new Kind<>(SetStockRequest.getDefaultInstance(), StockRequests::set),
            new Kind<>(SetStockPolicyRequest.getDefaultInstance(), StockRequests::policy),
            new Kind<>(CountStockRequest.getDefaultInstance(), StockRequests::count),
            new Kind<>(GetStockRequest.getDefaultInstance(), RequestsFuzzTest::get),
            new Kind<>(ListStocksRequest.getDefaultInstance(), StockRequests::list),
            new Kind<>(ListStockLogsRequest.getDefaultInstance(), LedgerRequests::ledger),
            new Kind<>(ExplainStockRequest.getDefaultInstance(), LedgerRequests::explain),
            new Kind<>(ListSignalsRequest.getDefaultInstance(), SignalRequests::list));

    private static final List<Item> ITEMS = List.of(
            Item.newBuilder().setSkuId("A").setQuantity(2).build(),
            Item.newBuilder().setSkuId("B\u00e9").setQuantity(1_000_000_000).build());

    private static final List<byte[]> EXAMPLES = List.of(
            DeductStockRequest.newBuilder()
                    .setOrderId("o-1")
                    .addAllItems(ITEMS)
                    .build()
                    .toByteArray(),
            ReserveStockRequest.newBuilder()
                    .setOrderId("o-1")
                    .addAllItems(ITEMS)
                    .setTimeToLive(com.google.protobuf.Duration.newBuilder()
                            .setSeconds(900)
                            .setNanos(1))
                    .build()
                    .toByteArray(),
            RollbackStockRequest.newBuilder()
                    .setOrderId("o-1")
                    .setRollbackId("r")
                    .setReasonValue(2)
                    .addAllItems(ITEMS)
                    .build()
                    .toByteArray(),
            CreateStockRequest.newBuilder()
                    .setSkuId("A")
                    .setInitialStock(7)
                    .setRequestId("r")
                    .build()
                    .toByteArray(),
            SetStockRequest.newBuilder()
                    .setSkuId("A")
                    .setAvailableStock(7)
                    .setReason("counted")
                    .setRequestId("r")
                    .setExpectedVersion(3)
                    .build()
                    .toByteArray(),
            CountStockRequest.newBuilder()
                    .setSkuId("A")
                    .setCounted(7)
                    .setReason("shelf")
                    .setRequestId("r")
                    .setAsOf(com.google.protobuf.Timestamp.newBuilder()
                            .setSeconds(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond())
                            .setNanos(1_000))
                    .build()
                    .toByteArray(),
            ListStockLogsRequest.newBuilder()
                    .setSkuId("A")
                    .setPageSize(10)
                    .build()
                    .toByteArray(),
            ListSignalsRequest.newBuilder()
                    .setResumeToken("42")
                    .setPageSize(10)
                    .build()
                    .toByteArray());

    private static Request<?> get(GetStockRequest request) {
        return request.hasAsOfTime() || request.hasAsOfVersion()
                ? StockRequests.getAsOf(request)
                : StockRequests.get(request);
    }

    @Test
    void requestsAreReadOrEveryBadFieldIsNamed() throws InterruptedException {
        Fuzz.binaries("requests", EXAMPLES).cost(2).run(bytes -> {
            boolean read = false;
            for (Kind<?> kind : KINDS) read |= kind.isRead(bytes);
            return read;
        });
    }

    @Test
    void verificationsAreReadOrEveryBadFieldIsNamed() throws InterruptedException {
        List<byte[]> examples = List.of(
                VerifyLedgerRequest.newBuilder()
                        .setEntriesPerSecond(10_000)
                        .setEntriesMax(100)
                        .setPartsMax(1)
                        .build()
                        .toByteArray(),
                VerifyLedgerRequest.newBuilder()
                        .setResumeToken("dmVyaWZ5LWxlZGdlcgpFTlRSSUVTIDcgOSAzIDAgUy0x")
                        .build()
                        .toByteArray());
        Fuzz.binaries("verifications", examples).run(bytes -> {
            VerifyLedgerRequest message;
            try {
                message = VerifyLedgerRequest.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                return false;
            }
            try {
                assertThat(VerificationRequests.of(message).entriesPerSecond()).isPositive();
                return true;
            } catch (InvalidRequestException e) {
                assertThat(e.violations())
                        .isNotEmpty()
                        .allSatisfy(violation -> assertThat(
                                        VerifyLedgerRequest.getDescriptor().findFieldByName(violation.field()))
                                .isNotNull());
                return false;
            }
        });
    }
}
