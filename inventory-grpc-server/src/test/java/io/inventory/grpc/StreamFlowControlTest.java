package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.LineBalance;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.grpc.ScriptedInventory.Asked;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.Item;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import io.inventory.v1.RollbackStockRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream holds a bounded number of commands and bytes, whatever its caller sends, and also if it reads nothing. */
@Timeout(60)
@ExpectedLog(RequestHandler.class)
class StreamFlowControlTest {
    private static final Duration A_MOMENT = Duration.ofMillis(500);

    /** What the caller's end takes of answers that nobody reads, and the server's transport: HTTP/2 windows and buffers. */
    private static final int TRANSPORT_BYTES = 3 << 20;

    private static final OrderId LARGE = new OrderId("large");
    private static final List<OrderLine> LARGE_LINES = IntStream.range(0, 2_000)
            .mapToObj(i -> OrderLine.of("a-sku-with-quite-a-long-name-" + "-".repeat(70) + i, 1))
            .toList();

    @Test
    void noMoreCommandsAreTakenThanTheLimitWhileNoneIsAnswered() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            StreamCaller caller = StreamCaller.open(server);
            int sent = 2 * OrderStream.COMMANDS_MAX;
            for (int i = 0; i < sent; i++) caller.send(deduct(i, "o" + i));
            caller.halfClose();
            Awaitility.await().until(() -> inventory.asked().size() == OrderStream.COMMANDS_MAX);
            answer(inventory.asked().remove());
            Awaitility.await().until(() -> inventory.asked().size() == OrderStream.COMMANDS_MAX);
            Awaitility.await().until(() -> caller.received().size() == 1);
            answerAllUntilTheEnd(inventory, caller);
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(numbers(caller.received())).hasSize(sent);
        }
    }

    @Test
    void aCallerWhoDoesNotReadIsNotReadFrom() throws Exception {
        try (CountingInventory counting = new CountingInventory(new InMemoryInventory());
                ServerFixture server = new ServerFixture(counting)) {
            StreamCaller caller = StreamCaller.open(server, false);
            int sent = 100_000; // several times what the windows of HTTP/2 hold
            for (int i = 0; i < sent; i++) caller.send(deduct(i, "order-" + i));
            caller.halfClose();
            Awaitility.await().during(A_MOMENT).until(counting::isQuiet);
            assertThat(counting.count()).isGreaterThan(OrderStream.COMMANDS_MAX).isLessThan(sent * 9 / 10);
            caller.readAll();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received()).hasSize(sent);
        }
    }

    @Test
    void largeAnswersThatNobodyReadsAreFewAndNoneIsLost() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        LARGE_LINES.forEach(line -> inventory.create(line.sku(), 1, new RequestId("r")));
        inventory.deduct(LARGE, LARGE_LINES);
        long answerBytes = OrderResponses.rollback(inventory.rollback(LARGE)).getSerializedSize();
        try (CountingInventory counting = new CountingInventory(inventory);
                ServerFixture server = new ServerFixture(counting)) {
            StreamCaller caller = StreamCaller.open(server, false);
            int sent = 100;
            for (int i = 0; i < sent; i++) caller.send(rollback(i, LARGE));
            caller.halfClose();
            Awaitility.await().during(A_MOMENT).until(counting::isQuiet);

            assertThat(counting.count() * answerBytes)
                    .isLessThan(OrderStream.BYTES_MAX + answerBytes + TRANSPORT_BYTES);
            caller.readAll();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received())
                    .hasSize(sent)
                    .allMatch(response -> response.getRollback().hasRolledBack());
        }
    }

    @Test
    void answersThatComeAllAtOnceAreHeldUpToTheLimitAndTheOthersAreUnavailable() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            StreamCaller caller = StreamCaller.open(server, false);
            int taken = OrderStream.BYTES_MAX / OrderStream.ROLLBACK_BYTES;
            int sent = OrderStream.COMMANDS_MAX;
            for (int i = 0; i < sent; i++) caller.send(rollback(i, new OrderId("o" + i)));
            caller.halfClose();
            Awaitility.await().during(A_MOMENT).until(() -> inventory.asked().size() == taken);

            List<Asked> burst = new ArrayList<>(inventory.asked());
            inventory.asked().clear();
            burst.forEach(StreamFlowControlTest::answerWithAllLines);
            // no more than took the place of what the transport took
            Awaitility.await().during(A_MOMENT).until(() -> inventory.asked().size() < taken / 10);

            caller.readAll();
            answerAllUntilTheEnd(inventory, caller);
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(numbers(caller.received())).hasSize(sent);
            List<ProcessOrdersResponse> first = caller.received().stream()
                    .filter(response -> response.getNumber() < taken)
                    .toList();
            assertThat(first.stream()
                            .mapToLong(ProcessOrdersResponse::getSerializedSize)
                            .sum())
                    .isBetween((long) OrderStream.BYTES_MAX, (long) OrderStream.UNSENT_BYTES_MAX + TRANSPORT_BYTES);
            assertThat(first.stream().filter(ProcessOrdersResponse::hasError))
                    .isNotEmpty()
                    .allMatch(response -> response.getError().getCode() == Status.Code.UNAVAILABLE.value())
                    .allMatch(response -> response.getError().getMessage().contains("repeat the command"));
        }
    }

    @Test
    void aCallerWhoNeverReadsLosesTheStream() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        OpenStreams.Limits impatient = new OpenStreams.Limits(1, Duration.ofMillis(200));
        try (ServerFixture server = new ServerFixture(inventory, impatient)) {
            StreamCaller caller = StreamCaller.open(server, false);
            int sent = 20;
            for (int i = 0; i < sent; i++) caller.send(rollback(i, new OrderId("o" + i)));
            Awaitility.await().until(() -> inventory.asked().size() == sent);
            Asked hanging = inventory.asked().remove();
            inventory.asked().forEach(StreamFlowControlTest::answerWithAllLines);

            Awaitility.await().until(hanging.answer()::isCancelled);
            caller.readAll();
            assertThat(caller.end()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.status().getDescription()).contains("no answer was read for 200 ms");
            assertThat(caller.received().size()).isLessThan(sent - 1);

            StreamCaller next = StreamCaller.open(server);
            next.halfClose();
            assertThat(next.end()).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void aCallerWhoHasNothingToReadKeepsTheStream() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        OpenStreams.Limits impatient = new OpenStreams.Limits(1, Duration.ofMillis(1));
        try (ServerFixture server = new ServerFixture(inventory, impatient)) {
            StreamCaller caller = StreamCaller.open(server);
            caller.send(deduct(1, "slow"));
            Awaitility.await().during(Duration.ofMillis(1_200)).until(() -> !caller.isEnded());
            answer(inventory.asked().remove());
            caller.halfClose();
            assertThat(caller.end()).isEqualTo(Status.Code.OK);
            assertThat(caller.received()).hasSize(1);
        }
    }

    @Test
    void aStreamThatItsCallerHasLeftIsEndedAndMakesRoom() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        Duration soon = Duration.ofMillis(300);
        OpenStreams.Limits one = new OpenStreams.Limits(1, Duration.ofMinutes(1), soon);
        try (ServerFixture server = new ServerFixture(inventory, one)) {
            StreamCaller left = StreamCaller.open(server);
            assertThat(left.end()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(left.status().getDescription()).contains("open another one");

            StreamCaller busy = StreamCaller.open(server);
            busy.send(deduct(1, "slow"));
            Awaitility.await().during(Duration.ofMillis(1_500)).until(() -> !busy.isEnded());
            answer(inventory.asked().remove());
            Awaitility.await().until(() -> busy.received().size() == 1);
            assertThat(busy.end()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void oneStreamMoreThanTheLimitIsOverloaded() throws Exception {
        OpenStreams.Limits two = new OpenStreams.Limits(2, Duration.ofMinutes(1));
        try (ServerFixture server = new ServerFixture(new InMemoryInventory(), two)) {
            StreamCaller first = StreamCaller.open(server);
            StreamCaller second = StreamCaller.open(server);
            second.send(deduct(1, "o"));
            Awaitility.await().until(() -> !second.received().isEmpty());

            StreamCaller third = StreamCaller.open(server);
            assertThat(third.end()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(third.status().getDescription()).contains("overloaded").contains("2 streams are open");

            first.halfClose();
            assertThat(first.end()).isEqualTo(Status.Code.OK);
            StreamCaller fourth = StreamCaller.open(server);
            fourth.halfClose();
            assertThat(fourth.end()).isEqualTo(Status.Code.OK);
        }
    }

    private static void answerAllUntilTheEnd(ScriptedInventory inventory, StreamCaller caller) {
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
            for (Asked next = inventory.asked().poll();
                    next != null;
                    next = inventory.asked().poll()) answer(next);
            return caller.isEnded();
        });
    }

    private static void answer(Asked asked) {
        asked.answer()
                .complete(
                        asked.request() instanceof io.inventory.Rollback rollback
                                ? new io.inventory.RollbackOutcome.NothingToRollBack(rollback.orderId(), false)
                                : new Deducted(((OrderCommand<?>) asked.request()).orderId(), false));
    }

    private static void answerWithAllLines(Asked asked) {
        OrderId order = ((OrderCommand<?>) asked.request()).orderId();
        List<LineBalance> balances = LARGE_LINES.stream()
                .map(line -> new LineBalance(line.sku(), 1, 1, 1))
                .toList();
        asked.answer()
                .complete(new RolledBack(
                        order, OrderStatus.ROLLED_BACK, balances, LARGE_LINES, Optional.empty(), 1, false));
    }

    private static Set<Long> numbers(Queue<ProcessOrdersResponse> responses) {
        Set<Long> numbers = new HashSet<>();
        responses.forEach(response -> numbers.add(response.getNumber()));
        return numbers;
    }

    private static ProcessOrdersRequest deduct(long number, String orderId) {
        return ProcessOrdersRequest.newBuilder()
                .setNumber(number)
                .setDeduct(DeductStockRequest.newBuilder()
                        .setOrderId(orderId)
                        .addItems(
                                Item.newBuilder().setSkuId(new Sku("S").value()).setQuantity(1)))
                .build();
    }

    private static ProcessOrdersRequest rollback(long number, OrderId order) {
        return ProcessOrdersRequest.newBuilder()
                .setNumber(number)
                .setRollback(RollbackStockRequest.newBuilder().setOrderId(order.value()))
                .build();
    }
}
