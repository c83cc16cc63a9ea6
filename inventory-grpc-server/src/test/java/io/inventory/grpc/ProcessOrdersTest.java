package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.OrderCommand;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.ConfirmStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.Item;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.RollbackStockRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessOrdersTest {
    @Test
    void everyKindOfCommandIsAnsweredUnderItsNumber() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.create(new Sku("S"), 10, new RequestId("r"));
        try (ServerFixture server = new ServerFixture(inventory)) {
            Caller caller = Caller.open(server);
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
            assertThat(caller.received.stream().map(ProcessOrdersResponse::getNumber))
                    .containsExactly(7L, 8L, 9L, 10L);
            assertThat(caller.received.stream().map(ProcessOrdersResponse::getResultCase))
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
            Caller caller = Caller.open(server);
            caller.send(ProcessOrdersRequest.newBuilder().setNumber(1).build());
            caller.send(deduct(2, ""));
            caller.send(ProcessOrdersRequest.newBuilder()
                    .setNumber(3)
                    .setConfirm(ConfirmStockRequest.newBuilder().setOrderId("unknown"))
                    .build());
            caller.send(deduct(4, "rejected"));
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received.stream().map(response -> response.getNumber() + " " + reason(response)))
                    .containsExactly("1 INVALID_ARGUMENT", "2 INVALID_ARGUMENT", "3 ORDER_NOT_FOUND", "4 none");
        }
    }

    @Test
    void aSlowCommandIsOvertaken() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            Caller caller = Caller.open(server);
            caller.send(deduct(1, "slow"));
            caller.send(deduct(2, "fast"));
            Awaitility.await().until(() -> inventory.asked().size() == 2);
            ScriptedInventory.Asked slow = inventory.asked().remove();
            answer(inventory.asked().remove());
            Awaitility.await().until(() -> caller.received.size() == 1);
            answer(slow);
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received.stream().map(ProcessOrdersResponse::getNumber))
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void aHangingCommandIsUnavailableWithinItsTimeLimit() throws Exception {
        try (ServerFixture server = new ServerFixture(new ScriptedInventory(), ServerFixture.A_SECOND)) {
            Caller caller = Caller.open(server);
            caller.send(deduct(1, "hangs"));
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received.stream().map(ProcessOrdersTest::reason)).containsExactly("UNAVAILABLE");
        }
    }

    @Test
    void noMoreCommandsAreTakenThanTheLimitWhileNoneIsAnswered() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            Caller caller = Caller.open(server);
            int sent = 2 * OrderStream.COMMANDS_MAX;
            for (int i = 0; i < sent; i++) caller.send(deduct(i, "o" + i));
            caller.halfClose();
            Awaitility.await().until(() -> inventory.asked().size() == OrderStream.COMMANDS_MAX);
            answer(inventory.asked().remove());
            Awaitility.await().until(() -> inventory.asked().size() == OrderStream.COMMANDS_MAX);
            assertThat(caller.received.size()).isEqualTo(1);
            while (caller.received.size() < sent) {
                ScriptedInventory.Asked next = inventory.asked().poll();
                if (next != null) answer(next);
                else Thread.onSpinWait();
            }
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            Set<Long> numbers = new HashSet<>();
            caller.received.forEach(response -> numbers.add(response.getNumber()));
            assertThat(numbers).hasSize(sent);
        }
    }

    @Test
    void aCallerWhoDoesNotReadIsNotReadFrom() throws Exception {
        try (Inventory inventory = new InMemoryInventory();
                CountingInventory counting = new CountingInventory(inventory);
                ServerFixture server = new ServerFixture(counting)) {
            Caller caller = Caller.open(server, false);
            int sent = 100_000; // several times what the windows of HTTP/2 hold
            for (int i = 0; i < sent; i++) caller.send(deduct(i, "order-" + i));
            caller.halfClose();
            Awaitility.await().during(java.time.Duration.ofMillis(500)).until(counting::isQuiet);
            assertThat(counting.count()).isGreaterThan(OrderStream.COMMANDS_MAX).isLessThan(sent * 9 / 10);
            caller.readAll();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received).hasSize(sent);
        }
    }

    @Test
    void aCallerWhoCancelsGivesUpAllItsCommands() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            Caller caller = Caller.open(server);
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
            Caller caller = Caller.open(server);
            caller.send(deduct(1, "a"));
            Awaitility.await().until(() -> inventory.asked().size() == 1);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server.endpoint()::close);
            Awaitility.await().until(() -> !stopping.isDone());
            answer(inventory.asked().remove());
            assertThat(caller.end()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.received).hasSize(1);
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

    /** The other end of the stream. */
    private static final class Caller implements ClientResponseObserver<ProcessOrdersRequest, ProcessOrdersResponse> {
        final Queue<ProcessOrdersResponse> received = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<Status.Code> end = new CompletableFuture<>();
        private final boolean reads;
        private @Nullable ClientCallStreamObserver<ProcessOrdersRequest> stream;

        private Caller(boolean reads) {
            this.reads = reads;
        }

        static Caller open(ServerFixture server) throws IOException {
            return open(server, true);
        }

        static Caller open(ServerFixture server, boolean reads) {
            Caller caller = new Caller(reads);
            var unused = server.asyncOrders().processOrders(caller);
            return caller;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ProcessOrdersRequest> requests) {
            stream = requests;
            if (!reads) requests.disableAutoRequestWithInitial(0);
        }

        private ClientCallStreamObserver<ProcessOrdersRequest> stream() {
            if (stream == null) throw new IllegalStateException("not open");
            return stream;
        }

        void send(ProcessOrdersRequest request) {
            stream().onNext(request);
        }

        void halfClose() {
            stream().onCompleted();
        }

        void cancel() {
            stream().cancel("the test gives up", null);
        }

        void readAll() {
            stream().request(Integer.MAX_VALUE);
        }

        Status.Code end() {
            return end.join();
        }

        @Override
        public void onNext(ProcessOrdersResponse response) {
            received.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            end.complete(Status.Code.OK);
        }
    }
}
