package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.InventoryException;
import io.inventory.ListSignals;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.client.wire.Calls;
import io.inventory.fuzz.Fuzz;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.Deducted;
import io.inventory.v1.GetOrderResponse;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.Item;
import io.inventory.v1.LedgerEntry;
import io.inventory.v1.ListSignalsResponse;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.ListedSignal;
import io.inventory.v1.Order;
import io.inventory.v1.Rejected;
import io.inventory.v1.RejectionReason;
import io.inventory.v1.ReservationExpired;
import io.inventory.v1.RollbackStockResponse;
import io.inventory.v1.RolledBack;
import io.inventory.v1.Shortage;
import io.inventory.v1.Signal;
import io.inventory.v1.Stock;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server answers is understood, or fails the call with an exception; it ends no thread. */
class AnswersFuzzTest {
    private static final Timestamp TIME =
            Timestamp.newBuilder().setSeconds(1_770_000_000).setNanos(1_000).build();
    private static final OrderId ORDER = new OrderId("o-1");
    private static final Sku SKU = new Sku("A");

    private static final List<Request<?>> REQUESTS = List.of(
            new Deduct(ORDER, List.of(OrderLine.of("A", 1))),
            new Rollback(ORDER),
            new GetOrder(ORDER),
            new GetStock(SKU),
            new ListSkuLedger(SKU, 10, Optional.empty()),
            new ListSignals(0, 10));

    private static final List<byte[]> ANSWERS = List.of(
            DeductStockResponse.newBuilder()
                    .setDeducted(Deducted.newBuilder().setOrderId("o-1").setReplayed(true))
                    .build()
                    .toByteArray(),
            DeductStockResponse.newBuilder()
                    .setRejected(Rejected.newBuilder()
                            .setOrderId("o-1")
                            .setReason(RejectionReason.REJECTION_REASON_INSUFFICIENT_STOCK)
                            .addShortages(Shortage.newBuilder()
                                    .setSkuId("A")
                                    .setRequested(2)
                                    .setAvailable(1)))
                    .build()
                    .toByteArray(),
            RollbackStockResponse.newBuilder()
                    .setRolledBack(RolledBack.newBuilder()
                            .setOrderId("o-1")
                            .setStatusValue(5)
                            .setSequence(1)
                            .setRollbackId("r")
                            .addGivenBack(Item.newBuilder().setSkuId("A").setQuantity(1)))
                    .build()
                    .toByteArray(),
            GetOrderResponse.newBuilder()
                    .setOrder(Order.newBuilder()
                            .setOrderId("o-1")
                            .setOriginValue(1)
                            .setStatusValue(1)
                            .setCreatedAt(TIME)
                            .setUpdatedAt(TIME))
                    .build()
                    .toByteArray(),
            GetStockResponse.newBuilder()
                    .setStock(Stock.newBuilder()
                            .setSkuId("A")
                            .setAvailableStock(7)
                            .setVersion(3)
                            .setUpdatedAt(TIME))
                    .build()
                    .toByteArray(),
            ListStockLogsResponse.newBuilder()
                    .addEntries(LedgerEntry.newBuilder()
                            .setId("0190e6a8-4b5c-7d3e-8f90-123456789abc")
                            .setSkuId("A")
                            .setVersion(1)
                            .setReasonValue(1)
                            .setCreatedAt(TIME))
                    .build()
                    .toByteArray(),
            ListSignalsResponse.newBuilder()
                    .setBeginResumeToken("1")
                    .setNewestResumeToken("2")
                    .addSignals(ListedSignal.newBuilder()
                            .setResumeToken("2")
                            .setSignal(Signal.newBuilder()
                                    .setOccurredAt(TIME)
                                    .setReservationExpired(ReservationExpired.newBuilder()
                                            .setOrderId("o-1")
                                            .setVersion(2)
                                            .addItems(Item.newBuilder()
                                                    .setSkuId("A")
                                                    .setQuantity(1)))))
                    .build()
                    .toByteArray());

    private static List<byte[]> statuses() {
        List<byte[]> statuses = new ArrayList<>();
        for (ErrorReason reason : ErrorReason.values())
            statuses.add(Status.newBuilder()
                    .setCode(9)
                    .setMessage("it is refused")
                    .addDetails(Any.pack(ErrorInfo.newBuilder()
                            .setDomain("inventory")
                            .setReason(reason.name())
                            .putMetadata("sku_id", "A")
                            .putMetadata("version", "7")
                            .build()))
                    .addDetails(Any.pack(BadRequest.newBuilder()
                            .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                    .setField("items[0].sku_id")
                                    .setDescription("must not be empty"))
                            .build()))
                    .build()
                    .toByteArray());
        return statuses;
    }

    /** Thrown by what reads a message, and seen by the call's caller. */
    private static <A> boolean isUnderstood(Request<A> request, byte[] bytes) {
        Calls.Call<? extends Request<A>, A, ?, Object> call = Calls.of(request);
        try {
            Object message = call.method().parseResponse(new ByteArrayInputStream(bytes));
            @SuppressWarnings("unchecked")
            A answer = ((Calls.Call<Request<A>, A, ?, Object>) call).toAnswer().apply(request, List.of(message));
            assertThatNoException().isThrownBy(answer::toString);
            return true;
        } catch (IllegalArgumentException | InventoryException | java.time.DateTimeException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } catch (io.grpc.StatusRuntimeException e) {
            assertThat(e.getCause()).isInstanceOf(InvalidProtocolBufferException.class);
            return false;
        }
    }

    @Test
    void answersAreUnderstoodOrFailTheCall() throws InterruptedException {
        Fuzz.binaries("answers", ANSWERS).cost(2).run(bytes -> {
            boolean understood = false;
            for (Request<?> request : REQUESTS) understood |= isUnderstood(request, bytes);
            return understood;
        });
    }

    @Test
    void failuresAlwaysHaveAReason() throws InterruptedException {
        CallFailures failures = new CallFailures("localhost:9090", Duration.ofSeconds(1));
        Fuzz.binaries("failures", statuses()).run(bytes -> {
            Status status;
            try {
                status = Status.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                return false;
            }
            InventoryException failure = failures.of(status);
            assertThat(failure.reason()).isNotNull();
            assertThat(failure.getMessage()).isNotNull();
            return true;
        });
    }
}
