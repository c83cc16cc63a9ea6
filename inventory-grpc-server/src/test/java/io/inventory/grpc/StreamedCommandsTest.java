package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that sends commands on a stream, and servers that come and go. */
@ExpectedLog(RequestHandler.class)
class StreamedCommandsTest {
    private static final Sku SKU = new Sku("sku");

    private final InMemoryInventory inventory = new InMemoryInventory();

    @Test
    void whatABrokenStreamLeftUnansweredIsSentAgainOnTheNext() throws IOException {
        inventory.create(SKU, 1_000, new RequestId("create"));
        InventoryEndpoint first = endpoint(0);
        int port = first.port();
        try (InventoryClient client = client(port, Duration.ofSeconds(30))) {
            assertThat(client.execute(order(0))).isInstanceOf(Deducted.class);
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            for (int i = 1; i <= 300; i++) answers.add(client.submit(order(i)));
            first.close();
            for (int i = 301; i <= 400; i++) answers.add(client.submit(order(i)));
            InventoryEndpoint second = endpoint(port);
            try {
                for (CompletableFuture<DeductOutcome> answer : answers)
                    assertThat(answer.join()).isInstanceOf(Deducted.class);
            } finally {
                second.close();
            }
        }
        assertThat(inventory.stock(SKU).available()).isEqualTo(1_000 - 401);
    }

    @Test
    void nobodyAnsweringIsUnavailableWithinTheDeadline() throws IOException {
        int port = portThatNobodyListensTo();
        try (InventoryClient client = client(port, Duration.ofMillis(500))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> client.execute(order(1)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("inventory service unavailable")
                    .hasMessageContaining("127.0.0.1:" + port);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void closingAnswersEveryoneWhoWaits() throws IOException {
        int port = portThatNobodyListensTo();
        InventoryClient client = client(port, Duration.ofSeconds(1));
        CompletableFuture<DeductOutcome> waiting = client.submit(order(1));
        client.close();
        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(() -> client.execute(order(2))).isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void anOverloadedInventoryIsAskedAsOftenOnStreamsAsByCalls(boolean streaming, boolean retries) throws IOException {
        ScriptedInventory scripted = new ScriptedInventory();
        scripted.fail(Deduct.class, () -> UnavailableException.overloaded("all is full"));
        CountingInventory overloaded = new CountingInventory(scripted);
        InventoryEndpoint endpoint = InventoryEndpoint.start(overloaded, EndpointSettings.DEFAULT.withPort(0));
        try (InventoryClient client = InventoryClient.builder("127.0.0.1:" + endpoint.port())
                .deadline(Duration.ofSeconds(30))
                .streaming(streaming)
                .retries(retries)
                .build()) {
            assertThatThrownBy(() -> client.execute(order(1))).hasMessageContaining("all is full");
            assertThat(overloaded.count()).isEqualTo(retries ? InventoryClient.ATTEMPTS_MAX : 1);
        } finally {
            endpoint.close();
        }
    }

    private int portThatNobodyListensTo() throws IOException {
        InventoryEndpoint endpoint = endpoint(0);
        int port = endpoint.port();
        endpoint.close();
        return port;
    }

    private InventoryEndpoint endpoint(int port) throws IOException {
        return InventoryEndpoint.start(
                inventory,
                new EndpointSettings("127.0.0.1", port, Duration.ofSeconds(5), Duration.ofSeconds(5), 1_000, true));
    }

    private static InventoryClient client(int port, Duration deadline) {
        return InventoryClient.builder("127.0.0.1:" + port)
                .deadline(deadline)
                .streaming(true)
                .build();
    }

    private static Deduct order(int number) {
        return new Deduct(new OrderId("order-" + number), List.of(new OrderLine(SKU, 1)));
    }
}
