package io.inventory.grpc;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.inventory.AdjustStock;
import io.inventory.CheckStock;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.InvalidRequestException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.client.InventoryClient;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.GetServerStatusRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.ServerStatus;
import io.inventory.v1.SetReadOnlyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that an operator lets answer queries alone. */
@Timeout(60)
class ReadOnlyServerTest {
    private static final Sku SKU = new Sku("S");
    private static final OrderId ORDER = new OrderId("o");
    private static final RequestId REQUEST = new RequestId("r");
    private static final List<OrderLine> LINES = List.of(new OrderLine(SKU, 1));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HOUR = Duration.ofHours(1);

    private final ServerFixture server = ServerFixture.inMemory();
    private final InventoryClient client =
            InventoryClient.builder(server.channel()).deadline(PATIENCE).build();

    @BeforeEach
    void stock() {
        client.create(SKU, 10, new RequestId("opening"));
        client.deduct(new OrderId("before"), LINES);
        set(true, "the database moves");
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private ServerStatus set(boolean readOnly, String reason) {
        return server.admin()
                .setReadOnly(SetReadOnlyRequest.newBuilder()
                        .setReadOnly(readOnly)
                        .setReason(reason)
                        .build())
                .getStatus();
    }

    private static List<Command<?>> commands() {
        return List.of(
                new Deduct(ORDER, LINES),
                new Deduct(new OrderId("before"), LINES),
                new Reserve(ORDER, LINES, HOUR),
                new Confirm(ORDER),
                new Extend(ORDER, HOUR),
                new Rollback(ORDER),
                new Expire(ORDER),
                new CreateStock(new Sku("T"), 1, REQUEST),
                new AdjustStock(SKU, 1, "found", REQUEST),
                new SetStock(SKU, 1, "counted", REQUEST, OptionalLong.empty()),
                new SetStockPolicy(SKU, 1, 1, REQUEST, OptionalLong.empty()),
                new CountStock(SKU, 1, Instant.EPOCH, "counted", REQUEST));
    }

    @Test
    void everyCommandIsRefusedAndNothingIsChanged() {
        for (Command<?> command : commands()) {
            InventoryException refusal = catchThrowableOfType(InventoryException.class, () -> client.execute(command));
            assertThat(refusal).as("%s", command).isNotNull();
            assertThat(refusal.reason()).as("%s", command).isEqualTo(ErrorReason.READ_ONLY);
            assertThat(refusal).hasMessageContaining("the database moves");
        }
        Stock stock = client.stock(SKU);
        assertThat(stock.available()).isEqualTo(9);
        assertThat(client.stocks()).hasSize(1);
        assertThat(catchThrowableOfType(InventoryException.class, () -> client.order(ORDER))
                        .reason())
                .isEqualTo(ErrorReason.ORDER_NOT_FOUND);
    }

    @Test
    void queriesAreAnswered() {
        assertThat(client.execute(new CheckStock(LINES)).sellable()).isTrue();
        assertThat(client.execute(new ListSkuLedger(SKU, Page.SIZE_MAX, Optional.empty()))
                        .items())
                .hasSize(2);
        assertThat(client.order(new OrderId("before")).lines()).hasSize(1);
    }

    @Test
    void theRefusalIsAPreconditionThatAnotherTryDoesNotCure() throws Exception {
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> server.orders()
                        .rollbackStock(RollbackStockRequest.newBuilder()
                                .setOrderId("o")
                                .build()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        com.google.rpc.Status details = StatusProto.fromThrowable(refusal);
        assertThat(details).isNotNull();
        assertThat(details.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("READ_ONLY");
        assertThat(details.getDetailsList()).noneMatch(detail -> detail.is(RetryInfo.class));
    }

    @Test
    void commandsOnAStreamAreRefusedOneByOne() {
        try (Inventory streaming =
                InventoryClient.builder(server.channel()).streaming(true).build()) {
            for (int i = 0; i < 3; i++)
                assertThat(catchThrowableOfType(InventoryException.class, () -> streaming.deduct(ORDER, LINES))
                                .reason())
                        .isEqualTo(ErrorReason.READ_ONLY);
            set(false, "");
            assertThat(streaming.deduct(ORDER, LINES)).isInstanceOf(Deducted.class);
        }
    }

    @Test
    void whenItIsLiftedTheSameCommandIsCarriedOut() {
        assertThat(catchThrowableOfType(InventoryException.class, () -> client.deduct(ORDER, LINES))
                        .reason())
                .isEqualTo(ErrorReason.READ_ONLY);
        set(false, "");
        assertThat(client.deduct(ORDER, LINES)).isEqualTo(new Deducted(ORDER, false));
    }

    @Test
    void itSaysWhyAndSinceWhen() {
        Instant before = Instant.now().minusSeconds(60);
        ServerStatus status = server.admin()
                .getServerStatus(GetServerStatusRequest.getDefaultInstance())
                .getStatus();
        assertThat(status.getReadOnly()).isTrue();
        assertThat(status.getReason()).isEqualTo("the database moves");
        assertThat(Instant.ofEpochSecond(status.getSince().getSeconds())).isBetween(before, Instant.now());
        assertThat(set(true, "it still moves").getSince()).isEqualTo(status.getSince());
        assertThat(set(false, "").getReason()).isEmpty();
    }

    @Test
    void theClientSetsAndLiftsItAndSaysWhatHolds() {
        assertThat(client.serverStatus().reason()).isEqualTo("the database moves");
        io.inventory.client.ServerStatus lifted = client.liftReadOnly();
        assertThat(lifted.readOnly()).isFalse();
        assertThat(lifted.reason()).isEmpty();
        assertThat(client.deduct(ORDER, LINES)).isInstanceOf(Deducted.class);
        io.inventory.client.ServerStatus again = client.setReadOnly("it moves again");
        assertThat(again.readOnly()).isTrue();
        assertThat(again.since()).isAfterOrEqualTo(lifted.since());
        assertThat(client.serverStatus()).isEqualTo(again);
        assertThat(server.endpoint().isReadOnly()).isTrue();
    }

    @Test
    void theClientSaysWhatIsWrongWithAReason() {
        InvalidRequestException refusal =
                catchThrowableOfType(InvalidRequestException.class, () -> client.setReadOnly(""));
        assertThat(refusal.violations())
                .extracting(violation -> violation.field())
                .containsExactly("reason");
        assertThat(client.serverStatus().reason()).isEqualTo("the database moves");
    }

    @Test
    void aClientOfSeveralServersDoesNotGuessWhichIsMeant() {
        String address = "127.0.0.1:" + server.endpoint().port();
        try (InventoryClient several = InventoryClient.builder(address, address).build()) {
            assertThatIllegalStateException()
                    .isThrownBy(several::liftReadOnly)
                    .withMessageContaining("a client with one address for each");
            assertThatIllegalStateException().isThrownBy(several::serverStatus);
            assertThatIllegalStateException().isThrownBy(() -> several.setReadOnly("a test"));
        }
        assertThat(server.endpoint().isReadOnly()).isTrue();
        try (InventoryClient one =
                InventoryClient.builder(address).deadline(PATIENCE).build()) {
            assertThat(one.serverStatus().readOnly()).isTrue();
        }
    }

    @Test
    void anEmptyRequestLiftsNothing() {
        BadRequests.assertBad(() -> server.admin().setReadOnly(SetReadOnlyRequest.getDefaultInstance()), "read_only");
        assertThat(server.endpoint().isReadOnly()).isTrue();
    }

    @Test
    void refusingNeedsAReasonThatCanBeRead() {
        set(false, "");
        BadRequests.assertBad(() -> set(true, ""), "reason");
        BadRequests.assertBad(() -> set(true, "a\u0000b"), "reason");
        BadRequests.assertBad(() -> set(true, "x".repeat(257)), "reason");
        assertThat(server.endpoint().isReadOnly()).isFalse();
    }

    @Test
    void healthIsServingAndAsksTheStoreAllTheSame() throws Exception {
        CountingProbes probes = new CountingProbes(new InMemoryInventory());
        try (ServerFixture probed = ServerFixture.probing(probes, Duration.ofMillis(10))) {
            probed.admin()
                    .setReadOnly(SetReadOnlyRequest.newBuilder()
                            .setReadOnly(true)
                            .setReason("a test")
                            .build());
            HealthWatcher watcher = HealthWatcher.watch(probed.channel(), "");
            probes.awaitMore();
            assertThat(watcher.statuses()).containsExactly(SERVING);
        }
    }

    @Test
    void anUnknownSkuIsNotFoundAsEver() {
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> server.orders()
                        .getStock(GetStockRequest.newBuilder().setSkuId("none").build()));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }
}
