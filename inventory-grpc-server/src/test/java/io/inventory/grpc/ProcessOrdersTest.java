package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.OrderCommand;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.ConfirmStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.Item;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.RollbackStockRequest;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@ExpectedLog(RequestHandler.class)
class ProcessOrdersTest {
    @Test
    void everyKindOfCommandIsAnsweredUnderItsNumber() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.create(new Sku("S"), 10, new RequestId("r"));
        try (ServerFixture server = new ServerFixture(inventory)) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(deduct(7, "a"));
            caller.send(ProcessOrdersRequest.newBuilder()
                    .setNumber(8)
                    .setReserve(ReserveStockRequest.newBuilder().setOrderId("b").addItems(item()))
                    .build());
            caller.send(ProcessOrdersRequest.newBuilder()
                    .setNumber(9)
                    .setConfirm(ConfirmStockRequest.newBuilder().setOrderId("b"))
                    .build());
            caller.send(ProcessOrdersRequest.newBuilder()
                    .setNumber(10)
                    .setRollback(RollbackStockRequest.newBuilder().setOrderId("a"))
                    .build());
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received().stream().map(ProcessOrdersResponse::getNumber))
                    .containsExactly(7L, 8L, 9L, 10L);
            assertThat(caller.received().stream().map(ProcessOrdersResponse::getResultCase))
                    .containsExactly(
                            ProcessOrdersResponse.ResultCase.DEDUCT,
                            ProcessOrdersResponse.ResultCase.RESERVE,
                            ProcessOrdersResponse.ResultCase.CONFIRM,
                            ProcessOrdersResponse.ResultCase.ROLLBACK);
        }
        assertThat(inventory.stock(new Sku("S")).available()).isEqualTo(9);
    }

    @Test
    void aCommandThatFailsIsAnsweredAndDoesNotEndTheStream() throws Exception {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(ProcessOrdersRequest.newBuilder().setNumber(1).build());
            caller.send(deduct(2, ""));
            caller.send(ProcessOrdersRequest.newBuilder()
                    .setNumber(3)
                    .setConfirm(ConfirmStockRequest.newBuilder().setOrderId("unknown"))
                    .build());
            caller.send(deduct(4, "rejected"));
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received().stream().map(response -> response.getNumber() + " " + reason(response)))
                    .containsExactly("1 INVALID_ARGUMENT", "2 INVALID_ARGUMENT", "3 ORDER_NOT_FOUND", "4 none");
        }
    }

    @Test
    void aSlowCommandIsOvertaken() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(deduct(1, "slow"));
            caller.send(deduct(2, "fast"));
            Awaitility.await().until(() -> inventory.asked().size() == 2);
            ScriptedInventory.Asked slow = inventory.asked().remove();
            answer(inventory.asked().remove());
            Awaitility.await().until(() -> caller.received().size() == 1);
            answer(slow);
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received().stream().map(ProcessOrdersResponse::getNumber))
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void aHangingCommandIsUnavailableWithinItsTimeLimit() throws Exception {
        try (ServerFixture server = new ServerFixture(new ScriptedInventory(), ServerFixture.A_SECOND)) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(deduct(1, "hangs"));
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received().stream().map(ProcessOrdersTest::reason))
                    .containsExactly("UNAVAILABLE");
        }
    }

    @Test
    void aCallerWhoCancelsGivesUpAllItsCommands() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(deduct(1, "a"));
            caller.send(deduct(2, "b"));
            Awaitility.await().until(() -> inventory.asked().size() == 2);
            caller.cancel();
            Awaitility.await()
                    .until(() -> inventory.asked().stream()
                            .allMatch(asked -> asked.answer().isCancelled()));
        }
    }

    @Test
    void aStopAnswersWhatWasTakenAndEndsTheStream() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(deduct(1, "a"));
            Awaitility.await().until(() -> inventory.asked().size() == 1);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server.endpoint()::close);
            Awaitility.await().until(() -> !stopping.isDone());
            answer(inventory.asked().remove());
            assertThat(caller.end()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.received()).hasSize(1);
            stopping.join();
        }
    }

    private static void answer(ScriptedInventory.Asked asked) {
        asked.answer().complete(new DeductOutcome.Deducted(((OrderCommand<?>) asked.request()).orderId(), false));
        assertThat(asked.request()).isInstanceOf(Deduct.class);
    }

    private static String reason(ProcessOrdersResponse response) {
        if (!response.hasError()) return "none";
        try {
            return response.getError().getDetails(0).unpack(ErrorInfo.class).getReason();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ProcessOrdersRequest deduct(long number, String orderId) {
        return ProcessOrdersRequest.newBuilder()
                .setNumber(number)
                .setDeduct(DeductStockRequest.newBuilder().setOrderId(orderId).addItems(item()))
                .build();
    }

    private static Item item() {
        return Item.newBuilder().setSkuId("S").setQuantity(1).build();
    }
}
