package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.InvalidRequestException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.client.wire.Calls;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.Stock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How large requests and answers may be, and what their senders hear when they are larger. */
@Timeout(60)
class MessageSizeTest {
    private static final int BYTES_MAX = 2_000;

    @Test
    void theLargestOrderIsSent() throws Exception {
        String emojis = "\uD83D\uDE00".repeat(124);
        Deduct largest = order("largest", 2_000, emojis, 1_000_000_000);
        try (TestServer server = new TestServer(call -> {});
                Inventory client = Clients.patient(server)) {
            assertThat(bytes(largest)).isLessThan(InventoryClient.REQUEST_BYTES_MAX);
            client.execute(largest);
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatIsLargerThanTheServerTakesIsInvalid(boolean streaming) throws Exception {
        Deduct large = order("large", 500, "sku", 1);
        int bytes = bytes(large);
        try (StreamServer server = limited();
                Inventory client = server.client().streaming(streaming).build()) {
            InventoryException failure = Clients.failure(client, large);
            assertThat(failure).isInstanceOf(InvalidRequestException.class);
            assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure)
                    .hasMessageContaining("request has " + bytes + " bytes")
                    .hasMessageContaining(server.address())
                    .hasMessageContaining("maximum size " + BYTES_MAX);
            assertThat(client.execute(Clients.deduct("small"))).isInstanceOf(Deducted.class);
        }
    }

    @Test
    void onAStreamTheLargeOneFailsAlone() throws Exception {
        try (StreamServer server = limited();
                Inventory client = server.client().build()) {
            List<CompletableFuture<DeductOutcome>> small = new ArrayList<>();
            for (int i = 0; i < 100; i++) small.add(client.submit(Clients.deduct("before" + i)));
            CompletableFuture<DeductOutcome> large = client.submit(order("large", 500, "sku", 1));
            for (int i = 0; i < 100; i++) small.add(client.submit(Clients.deduct("after" + i)));

            assertThat(small).allSatisfy(answer -> assertThat(answer).succeedsWithin(Clients.PATIENCE));
            assertThat(Clients.failure(large)).isInstanceOf(InvalidRequestException.class);
        }
    }

    /** Once it has answered others the server can only reset the stream. */
    @Test
    void onAStreamThatHasAnsweredOthersTheLargeOneFailsAloneToo() throws Exception {
        try (StreamServer server = limited();
                Inventory client = server.client().build()) {
            client.execute(Clients.deduct("connects"));
            List<CompletableFuture<DeductOutcome>> small = new ArrayList<>();
            CompletableFuture<DeductOutcome> large = client.submit(order("large", 500, "sku", 1));
            for (int i = 0; i < 100; i++) small.add(client.submit(Clients.deduct("after" + i)));

            assertThat(Clients.failure(large)).isInstanceOf(InvalidRequestException.class);
            assertThat(small).allSatisfy(answer -> assertThat(answer).succeedsWithin(Clients.PATIENCE));
        }
    }

    @Test
    void whereRetriesAreSwitchedOffNothingIsSentAgainForIt() throws Exception {
        try (StreamServer server = limited();
                Inventory client = server.client().retries(false).build()) {
            assertThat(Clients.failure(client, order("large", 500, "sku", 1)))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(server.calls()).isZero();
        }
    }

    @Test
    void anAnswerThatIsLargerThanTheClientTakesIsAnInternalError() throws Exception {
        try (TestServer server = new TestServer(call -> {});
                Inventory client = Clients.patient(server)) {
            server.answerWith(GetStockResponse.newBuilder()
                    .setStock(Stock.newBuilder().setSkuId("S".repeat(InventoryClient.RESPONSE_BYTES_MAX)))
                    .build());
            InventoryException failure = Clients.failure(client);
            assertThat(failure).isInstanceOf(InternalErrorException.class);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure)
                    .hasMessageContaining("the answer of " + server.address() + " is larger than this client takes")
                    .hasMessageContaining("maximum size " + InventoryClient.RESPONSE_BYTES_MAX);
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    /** As gRPC in other languages and a proxy in front say it. */
    @ParameterizedTest
    @CsvSource({
        "RESOURCE_EXHAUSTED, grpc: received message larger than max (5242880 vs. 4194304)",
        "RESOURCE_EXHAUSTED, grpc: received message after decompression larger than max 4194304",
        "RESOURCE_EXHAUSTED, SERVER: Received message larger than max (5242880 vs. 4194304)",
        "RESOURCE_EXHAUSTED, Received message exceeds the maximum configured message size.",
        "RESOURCE_EXHAUSTED, Decompressed gRPC message exceeds maximum size 4194304",
        "OUT_OF_RANGE, 'Error, decoded message length too large: found 5242880 bytes, the limit is: 4194304 bytes'",
        "UNKNOWN, HTTP status code 413"
    })
    void whatOthersCallTooLargeIsInvalidToo(Status.Code code, String text) {
        assertThat(failure(code.toStatus().withDescription(text)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("request has 5242880 bytes")
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bandwidth exhausted", "too many requests, the rate exceeds the maximum", "quota"})
    void whatElseIsExhaustedIsOverload(String text) {
        assertThat(failure(Status.RESOURCE_EXHAUSTED.withDescription(text)).reason())
                .isEqualTo(ErrorReason.OVERLOADED);
    }

    private static InventoryException failure(Status status) {
        return new CallFailures("servers", Duration.ofSeconds(1)).of(status, new Metadata(), 5_242_880, false);
    }

    private static int bytes(Deduct deduct) {
        return Calls.of(deduct).toMessage().apply(deduct).getSerializedSize();
    }

    private static StreamServer limited() throws Exception {
        return new StreamServer(StreamServer.Command::answer, () -> {}, BYTES_MAX);
    }

    private static Deduct order(String id, int lines, String prefix, long quantity) {
        List<OrderLine> all = new ArrayList<>();
        for (int i = 0; i < lines; i++) all.add(OrderLine.of(prefix + String.format("%04d", i), quantity));
        return new Deduct(new OrderId(id), all);
    }
}
