package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Code;
import io.grpc.Status;
import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InventoryClientTest {
    private static final Sku SKU = new Sku("S");
    private static final GetStock GET = new GetStock(SKU);

    @Test
    void aPortThatNobodyListensOnIsUnavailableWithinTheDeadline() throws IOException {
        assertUnavailable("127.0.0.1:" + freePort());
    }

    @Test
    void aServerThatNeverAnswersIsUnavailableWithinTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertUnavailable("127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void anUnknownHostIsUnavailableWithinTheDeadline() {
        assertUnavailable("no-such-host.invalid:9090");
    }

    @Test
    void aServerThatHangsIsUnavailableAtTheDeadline() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> await(end))) {
            assertUnavailable(server.address());
            end.countDown();
        }
    }

    @Test
    void callsGoToAllServersAndAroundTheOneThatStopped() throws Exception {
        try (TestServer first = new TestServer(call -> {});
                TestServer second = new TestServer(call -> {});
                Inventory client = InventoryClient.builder(first.address(), second.address())
                        .deadline(Duration.ofSeconds(10))
                        .build()) {
            Awaitility.await("connected to both").until(() -> {
                client.stock(SKU);
                return first.calls() > 0 && second.calls() > 0;
            });
            int firstBefore = first.calls();
            int secondBefore = second.calls();
            for (int i = 0; i < 100; i++) client.stock(SKU);
            assertThat(first.calls() - firstBefore).isEqualTo(50);
            assertThat(second.calls() - secondBefore).isEqualTo(50);

            first.stop();
            int before = second.calls();
            for (int i = 0; i < 100; i++) client.stock(SKU);
            assertThat(second.calls() - before).isEqualTo(100);
        }
    }

    @Test
    void aServerThatComesBackIsUsedAgain() throws Exception {
        TestServer first = new TestServer(call -> {});
        int port = first.port();
        try (Inventory client = InventoryClient.connect(first.address())) {
            client.stock(SKU);
            first.stop();
            assertThatThrownBy(() -> client.stock(SKU)).isInstanceOf(UnavailableException.class);
            try (TestServer again = new TestServer(port, call -> {})) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .until(() -> client.stock(SKU).sku().equals(SKU));
                assertThat(again.calls()).isEqualTo(1);
            }
        }
    }

    @Test
    void whatIsUnavailableOrOverloadedIsSentAgainAtTheServersPace() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    if (call == 1) throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 150);
                    if (call == 2) throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full", 150);
                    if (call == 3) throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full", 0);
                });
                Inventory client = patient(server)) {
            long start = System.nanoTime();
            assertThat(client.stock(SKU).sku()).isEqualTo(SKU);
            assertThat(server.calls()).isEqualTo(4);
            assertThat(millisSince(start)).isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void whatStaysUnavailableIsSentAFewTimesOnly() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full of orders", 10);
                });
                Inventory client = patient(server)) {
            InventoryException failure = failure(client);
            assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(failure).hasMessage("full of orders");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(server.calls()).isEqualTo(InventoryClient.ATTEMPTS_MAX);
        }
    }

    @Test
    void whatCannotSucceedIsSentOnce() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.NOT_FOUND_VALUE, "SKU_NOT_FOUND", "no S", 0);
                });
                Inventory client = patient(server)) {
            InventoryException failure = failure(client);
            assertThat(failure.reason()).isEqualTo(ErrorReason.SKU_NOT_FOUND);
            assertThat(failure.ids()).containsEntry("sku_id", "S");
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    @Test
    void retriesCanBeSwitchedOff() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 1);
                });
                Inventory client =
                        InventoryClient.builder(server.address()).retries(false).build()) {
            assertThat(failure(client).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    @Test
    void aReasonOfANewerServerIsAnInternalErrorWithItsText() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.FAILED_PRECONDITION_VALUE, "MOON_IS_FULL", "the moon is full", 0);
                });
                Inventory client = patient(server)) {
            assertThat(failure(client))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("the moon is full")
                    .hasMessageContaining(server.address());
        }
    }

    @Test
    void aStatusWithoutDetailsIsToldByItsCode() throws Exception {
        List<Status> statuses = List.of(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.UNIMPLEMENTED);
        List<ErrorReason> reasons = new ArrayList<>();
        for (Status status : statuses) {
            try (TestServer server = new TestServer(call -> {
                        throw status.asRuntimeException();
                    });
                    Inventory client = InventoryClient.builder(server.address())
                            .retries(false)
                            .build()) {
                reasons.add(failure(client).reason());
            }
        }
        assertThat(reasons).containsExactly(ErrorReason.UNAVAILABLE, ErrorReason.OVERLOADED, ErrorReason.INTERNAL);
    }

    @Test
    void anAnswerThatCannotBeUnderstoodIsAnInternalError() throws Exception {
        try (TestServer server = new TestServer(call -> {});
                Inventory client = patient(server)) {
            server.answerWithNothing();
            assertThat(failure(client))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("the answer has no stock");
        }
    }

    @Test
    void cancellingTheFutureCancelsTheCall() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
                    io.grpc.Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
                    begun.countDown();
                    await(end);
                });
                Inventory client = patient(server)) {
            CompletableFuture<Stock> answer = client.submit(GET);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            answer.cancel(true);
            // well before the call's deadline, which would end it too
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            end.countDown();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> await(end));
                Inventory client = patient(server)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.execute(GET)).isInstanceOf(UnavailableException.class);
            assertThat(Thread.interrupted()).isTrue();
            end.countDown();
        }
    }

    @Test
    void aFailureShowsWhereTheCallerAsked() throws IOException {
        try (Inventory client = InventoryClient.connect("127.0.0.1:" + freePort())) {
            assertThat(failure(client).getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("aFailureShowsWhereTheCallerAsked"));
        }
    }

    @Test
    void aClosedClientIsUnavailable() throws Exception {
        try (TestServer server = new TestServer(call -> {})) {
            Inventory client = InventoryClient.connect(server.address());
            client.close();
            assertThat(client.submit(GET))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void closingWaitsForCallsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            begun.countDown();
            await(end);
        })) {
            InventoryClient client = patient(server);
            CompletableFuture<Stock> answer = client.submit(GET);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
            end.countDown();
            closing.get(20, TimeUnit.SECONDS);
            assertThat(answer).isCompletedWithValueMatching(stock -> stock.sku().equals(SKU));
        }
    }

    @Test
    void theLargestOrderIsSent() throws Exception {
        List<OrderLine> lines = new ArrayList<>();
        String emojis = "\uD83D\uDE00".repeat(124);
        for (int i = 0; i < 2_000; i++) lines.add(OrderLine.of(emojis + String.format("%04d", i), 1_000_000_000));
        try (TestServer server = new TestServer(call -> {});
                Inventory client = patient(server)) {
            Deduct deduct = new Deduct(new OrderId("largest"), lines);
            assertThat(OrderMessages.deduct(deduct).getSerializedSize()).isLessThan(InventoryClient.REQUEST_BYTES_MAX);
            client.execute(deduct);
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    private static void assertUnavailable(String address) {
        try (Inventory client = InventoryClient.builder(address)
                .deadline(Duration.ofMillis(700))
                .build()) {
            long start = System.nanoTime();
            InventoryException failure = failure(client);
            assertThat(millisSince(start)).isLessThan(2_000);
            assertThat(failure).isInstanceOf(UnavailableException.class);
            assertThat(failure.getMessage())
                    .startsWith("inventory service unavailable")
                    .contains(address);
        }
    }

    private static InventoryException failure(Inventory client) {
        InventoryException failure = catchThrowableOfType(InventoryException.class, () -> client.stock(SKU));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static InventoryClient patient(TestServer server) {
        return InventoryClient.builder(server.address())
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
