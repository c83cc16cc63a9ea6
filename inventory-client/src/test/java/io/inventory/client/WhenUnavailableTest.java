package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.CheckStock;
import io.inventory.Deduct;
import io.inventory.GetStock;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockCheck;
import io.inventory.UnavailableException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller answers itself where no server does. */
@Timeout(60)
class WhenUnavailableTest {
    private static final Sku SKU = new Sku("S");
    private static final List<OrderLine> LINES = List.of(new OrderLine(SKU, 1));
    private static final CheckStock CHECK = new CheckStock(LINES);
    private static final StockCheck UNKNOWN = new StockCheck(List.of(new StockCheck.Line(SKU, 1, 0, false)));

    private static String nobody() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static InventoryClient.Builder builder() throws Exception {
        return InventoryClient.builder(nobody()).deadline(Duration.ofMillis(300));
    }

    @Test
    void withoutOneAQueryFailsAndNothingIsAssumed() throws Exception {
        try (InventoryClient client = builder().build()) {
            assertThatThrownBy(() -> client.check(LINES)).isInstanceOf(UnavailableException.class);
            assertThat(client.fallbackAnswers()).isZero();
        }
    }

    @Test
    void theCallersOwnAnswerIsGivenInBothFormsAndCounted() throws Exception {
        try (InventoryClient client = builder()
                .whenUnavailable(CheckStock.class, (check, failure) -> {
                    assertThat(check).isEqualTo(CHECK);
                    assertThat(failure).hasMessageStartingWith("inventory service unavailable");
                    return UNKNOWN;
                })
                .build()) {
            assertThat(client.execute(CHECK)).isEqualTo(UNKNOWN);
            assertThat(client.submit(CHECK).get(20, TimeUnit.SECONDS)).isEqualTo(UNKNOWN);
            assertThat(client.submit(CHECK, Duration.ofMillis(50)).get(20, TimeUnit.SECONDS))
                    .isEqualTo(UNKNOWN);
            assertThat(client.fallbackAnswers()).isEqualTo(3);
        }
    }

    @Test
    void otherQueriesAndCommandsFailAllTheSame() throws Exception {
        try (InventoryClient client = builder()
                .whenUnavailable(CheckStock.class, (check, failure) -> UNKNOWN)
                .build()) {
            assertThatThrownBy(() -> client.execute(new GetStock(SKU))).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> client.execute(new Deduct(new OrderId("o"), LINES)))
                    .isInstanceOf(UnavailableException.class);
            assertThat(client.fallbackAnswers()).isZero();
        }
    }

    @Test
    void oneThatThrowsLeavesTheCallToFail() throws Exception {
        IllegalStateException bug = new IllegalStateException("no last known stock");
        try (InventoryClient client = builder()
                .whenUnavailable(CheckStock.class, (check, failure) -> {
                    throw bug;
                })
                .build()) {
            assertThatThrownBy(() -> client.execute(CHECK))
                    .isInstanceOf(UnavailableException.class)
                    .hasSuppressedException(bug);
            assertThatThrownBy(() -> client.submit(CHECK).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void anInterruptedCallerGetsNoAnswerThatWasMadeUp() throws Exception {
        try (InventoryClient client = builder()
                .whenUnavailable(CheckStock.class, (check, failure) -> UNKNOWN)
                .build()) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> client.execute(CHECK)).isInstanceOf(UnavailableException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void aCallThatIsGivenUpIsNotAnswered() throws Exception {
        try (InventoryClient client = builder()
                .whenUnavailable(CheckStock.class, (check, failure) -> UNKNOWN)
                .build()) {
            CompletableFuture<StockCheck> answer = client.submit(CHECK);
            if (answer.cancel(false)) assertThat(answer).isCancelled();
        }
    }

    @Test
    void waitForReadyWaitsWithinTheDeadlineForAServerThatIsStillToCome() throws Exception {
        String address = nobody();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (InventoryClient client = InventoryClient.builder(address)
                .deadline(Duration.ofSeconds(20))
                .waitForReady(true)
                .build()) {
            CompletableFuture<Stock> answer = client.submit(new GetStock(SKU));
            Awaitility.await()
                    .during(Duration.ofSeconds(1)) // longer than all attempts take without it
                    .until(() -> !answer.isDone());
            try (TestServer server = new TestServer(port, number -> {})) {
                assertThat(answer.get(20, TimeUnit.SECONDS).sku()).isEqualTo(SKU);
                assertThat(server.calls()).isEqualTo(1);
            }
        }
    }
}
