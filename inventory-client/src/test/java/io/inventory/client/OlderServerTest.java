package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.AsOf;
import io.inventory.BatchGetStockAsOf;
import io.inventory.CountStock;
import io.inventory.Expire;
import io.inventory.ExplainStock;
import io.inventory.Extend;
import io.inventory.GetStockAsOf;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSignals;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.Page;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.SetStockPolicy;
import io.inventory.Stock;
import io.inventory.TimeRange;
import io.inventory.VerifyLedger;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.BatchGetStockResponse;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceImplBase;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.inventory.v1.LedgerReason;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStockLogsResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server from before reservations could be extended, stocks had a policy, and the past could be read: it lacks these
 * methods, and ignores fields that it does not know. Nothing of that may look like an answer to what was asked.
 */
@Timeout(60)
class OlderServerTest {
    private static final Instant WRITTEN = Instant.parse("2026-01-02T00:00:00Z");
    private static final OrderId ORDER = new OrderId("a");
    private static final RequestId REQUEST = new RequestId("r");

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @SuppressWarnings("NullAway.Init")
    private Inventory client;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new OlderOrders())
                .addService(new OlderAdmin())
                .build()
                .start();
        client = InventoryClient.builder("127.0.0.1:" + server.getPort())
                .deadline(Clients.PATIENCE)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    static List<Request<?>> newMethods() {
        return List.of(
                new Extend(ORDER, Duration.ofMinutes(1)),
                new Expire(ORDER),
                new ListSignals(ListSignals.OLDEST, 1),
                new ExplainStock(Clients.SKU),
                new VerifyLedger(),
                new SetStockPolicy(Clients.SKU, 1, 1, REQUEST),
                new CountStock(Clients.SKU, 1, WRITTEN, "counted", REQUEST));
    }

    @ParameterizedTest
    @MethodSource("newMethods")
    void aMethodThatItLacksIsAnErrorThatSaysWhoIsOlder(Request<?> request) {
        assertThat(Clients.failure(client, request))
                .isInstanceOf(InternalErrorException.class)
                .hasMessageContaining("127.0.0.1:" + server.getPort() + " does not know the request")
                .hasMessageContaining("inventory.v1.Inventory")
                .hasMessageContaining("older than this client");
    }

    @Test
    void aCommandThatItsStreamsLackIsSuchAnErrorToo() throws Exception {
        BadRequest bad = BadRequest.newBuilder()
                .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                        .setField("command")
                        .setDescription("must be one of deduct, reserve, confirm and rollback"))
                .build();
        try (StreamServer streams = new StreamServer(command ->
                        command.fail(StreamServer.error(Code.INVALID_ARGUMENT, "INVALID_ARGUMENT", 0).toBuilder()
                                .addDetails(Any.pack(bad))
                                .build()));
                Inventory streaming = streams.client().build()) {
            assertThat(Clients.failure(streaming, new Extend(ORDER, Duration.ofMinutes(1))))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining(streams.address() + " does not know Extend")
                    .hasMessageContaining("older than this client");
        }
    }

    static List<Request<?>> whatItAnswersOfNow() {
        Optional<io.inventory.PageToken> first = Optional.empty();
        TimeRange before = new TimeRange(Instant.EPOCH, WRITTEN);
        return List.of(
                new GetStockAsOf(Clients.SKU, AsOf.time(WRITTEN)),
                new GetStockAsOf(Clients.SKU, AsOf.version(1)),
                new BatchGetStockAsOf(List.of(Clients.SKU), WRITTEN),
                new ListSkuLedger(Clients.SKU, 10, first, before),
                new ListOrderLedger(ORDER, 10, first, before));
    }

    @ParameterizedTest
    @MethodSource("whatItAnswersOfNow")
    void anAnswerOfNowIsNotTakenForOneOfThePast(Request<?> request) {
        assertThat(Clients.failure(client, request))
                .isInstanceOf(InternalErrorException.class)
                .hasMessageContaining("cannot be understood")
                .hasMessageContaining("the server is older than this client");
    }

    @Test
    void allThatIsAvailableInItIsSellable() {
        Stock stock = client.stock(Clients.SKU);
        assertThat(stock.sellable()).isEqualTo(7);
        assertThat(stock.safetyStock()).isZero();
    }

    @Test
    void aRangeWithAllThatItListsIsGood() {
        TimeRange range = new TimeRange(WRITTEN, WRITTEN.plusSeconds(1));
        Page<LedgerEntry> page = client.execute(new ListSkuLedger(Clients.SKU, 10, Optional.empty(), range));
        assertThat(page.items()).hasSize(1);
    }

    private static io.inventory.v1.Stock stock(String sku) {
        return io.inventory.v1.Stock.newBuilder()
                .setSkuId(sku)
                .setAvailableStock(7)
                .setVersion(1)
                .setCreatedAt(written())
                .setUpdatedAt(written())
                .build();
    }

    private static Timestamp written() {
        return Timestamp.newBuilder().setSeconds(WRITTEN.getEpochSecond()).build();
    }

    private static final class OlderOrders extends InventoryServiceImplBase {
        @Override
        public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
            caller.onNext(GetStockResponse.newBuilder()
                    .setStock(stock(request.getSkuId()))
                    .build());
            caller.onCompleted();
        }

        @Override
        public void batchGetStock(BatchGetStockRequest request, StreamObserver<BatchGetStockResponse> caller) {
            caller.onNext(BatchGetStockResponse.newBuilder()
                    .addStocks(stock(request.getSkuIds(0)))
                    .build());
            caller.onCompleted();
        }
    }

    private static final class OlderAdmin extends InventoryAdminServiceImplBase {
        @Override
        public void listStockLogs(ListStockLogsRequest request, StreamObserver<ListStockLogsResponse> caller) {
            caller.onNext(ListStockLogsResponse.newBuilder()
                    .addEntries(io.inventory.v1.LedgerEntry.newBuilder()
                            .setId(new UUID(0, 0).toString())
                            .setSkuId(Clients.SKU.value())
                            .setVersion(1)
                            .setReason(LedgerReason.LEDGER_REASON_INITIALIZED)
                            .setCreatedAt(written()))
                    .build());
            caller.onCompleted();
        }
    }
}
