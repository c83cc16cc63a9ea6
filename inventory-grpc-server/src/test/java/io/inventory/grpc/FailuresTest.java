package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.inventory.ConflictException;
import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.Item;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers get when a request fails. */
@ExpectedLog(RequestHandler.class)
class FailuresTest {
    private static final GetStockRequest GET =
            GetStockRequest.newBuilder().setSkuId("S").build();
    private static final Map<ErrorReason, Status.Code> CODES = new EnumMap<>(Map.ofEntries(
            Map.entry(ErrorReason.INVALID_ARGUMENT, Status.Code.INVALID_ARGUMENT),
            Map.entry(ErrorReason.SKU_NOT_FOUND, Status.Code.NOT_FOUND),
            Map.entry(ErrorReason.ORDER_NOT_FOUND, Status.Code.NOT_FOUND),
            Map.entry(ErrorReason.ALREADY_EXISTS, Status.Code.ALREADY_EXISTS),
            Map.entry(ErrorReason.ORDER_MISMATCH, Status.Code.ALREADY_EXISTS),
            Map.entry(ErrorReason.REQUEST_MISMATCH, Status.Code.ALREADY_EXISTS),
            Map.entry(ErrorReason.ROLLBACK_EXCEEDS_ORDER, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.TOO_MANY_ROLLBACKS, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.ADJUSTMENT_BELOW_ZERO, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.EXTENSION_EXCEEDS_LIMIT, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.COUNT_BELOW_ZERO, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.AS_OF_BEFORE_FIRST_ENTRY, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.AS_OF_IN_THE_FUTURE, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.SIGNALS_PRUNED, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.HISTORY_PRUNED, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.UNAUTHENTICATED, Status.Code.UNAUTHENTICATED),
            Map.entry(ErrorReason.PERMISSION_DENIED, Status.Code.PERMISSION_DENIED),
            Map.entry(ErrorReason.READ_ONLY, Status.Code.FAILED_PRECONDITION),
            Map.entry(ErrorReason.VERSION_MISMATCH, Status.Code.ABORTED),
            Map.entry(ErrorReason.OUT_OF_RANGE, Status.Code.OUT_OF_RANGE),
            Map.entry(ErrorReason.OVERLOADED, Status.Code.RESOURCE_EXHAUSTED),
            Map.entry(ErrorReason.UNAVAILABLE, Status.Code.UNAVAILABLE),
            Map.entry(ErrorReason.INTERNAL, Status.Code.INTERNAL)));

    private final ScriptedInventory inventory = new ScriptedInventory();

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

    @ParameterizedTest
    @EnumSource
    void everyReasonHasItsStatusAndComesBackAsItsException(ErrorReason reason) throws Exception {
        InventoryException thrown = InventoryException.of(reason, "as it is", Map.of("sku_id", "S"));
        inventory.fail(GetStock.class, thrown);

        StatusRuntimeException status = failure();
        assertThat(status.getStatus().getCode()).isEqualTo(CODES.get(reason));
        ErrorInfo info = detail(status, ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo(reason.name());
        assertThat(info.getDomain()).isEqualTo("inventory");
        assertThat(info.getMetadataMap())
                .containsAllEntriesOf(reason == ErrorReason.INTERNAL ? Map.of() : thrown.ids());

        try (Inventory client = InventoryClient.builder(
                        "127.0.0.1:" + server.endpoint().port())
                .retries(false)
                .build()) {
            InventoryException received =
                    catchThrowableOfType(InventoryException.class, () -> client.stock(new Sku("S")));
            assertThat(received).isExactlyInstanceOf(thrown.getClass());
            assertThat(received.reason()).isEqualTo(reason);
            if (reason == ErrorReason.INTERNAL) {
                assertThat(((InternalErrorException) received).correlationId())
                        .hasValueSatisfying(id -> assertThat(received).hasMessageContaining("correlation id " + id));
                return;
            }
            assertThat(received.ids()).isEqualTo(thrown.ids());
            assertThat(received).hasMessage(thrown.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OVERLOADED", "UNAVAILABLE"})
    void whatMaySucceedLaterSaysWhen(ErrorReason reason) throws Exception {
        inventory.fail(GetStock.class, InventoryException.of(reason, "later", Map.of()));

        StatusRuntimeException status = failure();
        com.google.protobuf.Duration delay = detail(status, RetryInfo.class).getRetryDelay();
        String pushback =
                status.getTrailers() == null ? "" : status.getTrailers().get(ErrorStatus.PUSHBACK);
        assertThat(pushback)
                .isEqualTo(Long.toString(
                        Duration.ofSeconds(delay.getSeconds(), delay.getNanos()).toMillis()));
        assertThat(Long.parseLong(pushback)).isBetween(50L, 150L);
    }

    @Test
    void aReadOnlyStoreIsRetryableButNotRepeatedByTheClient() throws Exception {
        Deduct order = new Deduct(new OrderId("O"), List.of(OrderLine.of("S", 1)));
        AtomicInteger asked = new AtomicInteger();
        inventory.fail(
                Deduct.class, () -> UnavailableException.readOnly("connect to the primary " + asked.incrementAndGet()));

        for (boolean streaming : new boolean[] {false, true}) {
            asked.set(0);
            try (Inventory client = InventoryClient.builder(
                            "127.0.0.1:" + server.endpoint().port())
                    .streaming(streaming)
                    .deadline(Duration.ofSeconds(20))
                    .build()) {
                assertThatThrownBy(() -> client.execute(order))
                        .isInstanceOfSatisfying(UnavailableException.class, failure -> {
                            assertThat(failure.reason()).isEqualTo(ErrorReason.READ_ONLY);
                            assertThat(failure.isRetryable()).isTrue();
                        })
                        .hasMessage("inventory service read-only: connect to the primary 1");
            }
        }
        assertThat(details(failure(() -> server.orders()
                        .deductStock(DeductStockRequest.newBuilder()
                                .setOrderId("O")
                                .addItems(Item.newBuilder().setSkuId("S").setQuantity(1))
                                .build()))))
                .noneMatch(detail -> detail.is(RetryInfo.class));
    }

    @Test
    void aBugShowsNothingButACorrelationId() throws Exception {
        for (RuntimeException bug : new RuntimeException[] {
            new IllegalStateException("select secret from inventory_stocks"),
            new InternalErrorException("select secret from inventory_stocks")
        }) {
            inventory.fail(GetStock.class, bug);
            StatusRuntimeException status = failure();
            String correlationId = detail(status, ErrorInfo.class).getMetadataOrThrow("correlation_id");
            assertThat(status.getStatus().getDescription()).contains(correlationId);
            assertThat(String.valueOf(status.getTrailers())).doesNotContain("secret");
            assertThat(status.getMessage()).doesNotContain("secret").doesNotContain("select");
        }
    }

    @Test
    void aStoreThatHangsIsUnavailableWithinASecondAndTheRequestIsGivenUp() throws Exception {
        server.close();
        server = new ServerFixture(inventory, ServerFixture.A_SECOND);
        long start = System.nanoTime();
        StatusRuntimeException status = failure();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(900L, 2_000L);
        assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getStatus().getDescription()).startsWith("inventory service unavailable");
        CompletableFuture<Object> asked = inventory.asked().remove().answer();
        Awaitility.await().until(asked::isCancelled);
    }

    @Test
    void aRequestThatTheInventoryCancelsIsUnavailable() {
        CompletableFuture<StatusRuntimeException> failure = CompletableFuture.supplyAsync(this::failure);
        Awaitility.await().until(() -> !inventory.asked().isEmpty());
        inventory.asked().remove().answer().cancel(true);
        assertThat(failure.join().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aCallerWhoGivesUpCancelsTheRequest() {
        try (Inventory client = InventoryClient.builder(
                        "127.0.0.1:" + server.endpoint().port())
                .deadline(Duration.ofSeconds(20))
                .build()) {
            CompletableFuture<?> answer = client.submit(new GetStock(new Sku("S")));
            Awaitility.await().until(() -> !inventory.asked().isEmpty());
            answer.cancel(true);
            CompletableFuture<Object> asked = inventory.asked().remove().answer();
            Awaitility.await().until(asked::isCancelled);
        }
    }

    @Test
    void aCallersDeadlineCancelsTheRequest() {
        var connected = HealthGrpc.newBlockingStub(server.channel()).check(HealthCheckRequest.getDefaultInstance());
        assertThat(connected.getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() -> server.orders()
                        .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                        .getStock(GET))
                .hasMessageContaining("DEADLINE_EXCEEDED");
        CompletableFuture<Object> asked = inventory.asked().remove().answer();
        Awaitility.await().until(asked::isCancelled);
    }

    @Test
    void theLongestIdsFitIntoTheTrailersOfAnyClient() throws Exception {
        String longest = "\uD83D\uDE00".repeat(128);
        ConflictException thrown = ConflictException.rollbackMismatch(new OrderId(longest), new RollbackId(longest));
        inventory.fail(GetStock.class, thrown);
        StatusRuntimeException status = failure();
        assertThat(detail(status, ErrorInfo.class).getMetadataMap()).isEqualTo(thrown.ids());
    }

    @Test
    void unavailableReachesTheClientAsSuch() {
        inventory.fail(GetStock.class, UnavailableException.unavailable("the store is down"));
        assertThat(failure().getStatus().getDescription())
                .isEqualTo("inventory service unavailable: the store is down");
    }

    private StatusRuntimeException failure() {
        return failure(() -> server.orders().getStock(GET));
    }

    private static StatusRuntimeException failure(ThrowingCallable call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static <M extends com.google.protobuf.Message> M detail(StatusRuntimeException status, Class<M> type)
            throws Exception {
        for (Any detail : details(status)) if (detail.is(type)) return detail.unpack(type);
        throw new AssertionError("no " + type.getSimpleName() + " in " + status);
    }

    private static List<Any> details(StatusRuntimeException status) {
        com.google.rpc.Status details = StatusProto.fromThrowable(status);
        assertThat(details).isNotNull();
        return details.getDetailsList();
    }
}
