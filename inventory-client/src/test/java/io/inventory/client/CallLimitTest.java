package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client whose server does not answer has no more calls under way than its limit. */
class CallLimitTest {
    private static final GetStock GET = new GetStock(new Sku("S"));

    @Test
    void oneCallMoreIsRefusedAtOnce() throws Exception {
        try (ServerSocket silent = silent();
                InventoryClient client = client(silent, Duration.ofSeconds(30))) {
            List<CompletableFuture<Stock>> calls = fill(client);

            assertThatThrownBy(() -> client.execute(GET))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(ErrorReason.OVERLOADED))
                    .hasMessageContaining(InventoryClient.CALLS_MAX + " calls wait for 127.0.0.1:");
            calls.get(0).cancel(true);
            CompletableFuture<Stock> another = client.submit(GET);
            assertThat(another).as("after one was given up").isNotCompletedExceptionally();
            another.cancel(true);
            calls.forEach(call -> call.cancel(true));
        }
    }

    @Test
    void callsThatFailMakeRoom() throws Exception {
        try (ServerSocket silent = silent();
                InventoryClient client = client(silent, Duration.ofSeconds(2))) {
            List<CompletableFuture<Stock>> calls = fill(client);

            await().untilAsserted(() -> assertThat(calls).allMatch(CompletableFuture::isCompletedExceptionally));
            CompletableFuture<Stock> another = client.submit(GET);
            assertThat(another).isNotCompletedExceptionally();
            another.cancel(true);
        }
    }

    @Test
    void oneCommandMoreOnAStreamIsRefusedAtOnce() throws Exception {
        try (ServerSocket silent = silent();
                InventoryClient client = InventoryClient.builder("127.0.0.1:" + silent.getLocalPort())
                        .deadline(Duration.ofSeconds(30))
                        .streaming(true)
                        .build()) {
            List<CompletableFuture<?>> commands = new ArrayList<>();
            for (int i = 0; i < OpenCommands.COMMANDS_MAX; i++) commands.add(client.submit(Clients.deduct("a" + i)));
            assertThat(commands).noneMatch(CompletableFuture::isDone);

            CompletableFuture<?> refused = client.submit(Clients.deduct("b"));
            assertThat(refused).isDone();
            assertThat(Clients.failure(refused))
                    .hasMessageContaining(OpenCommands.COMMANDS_MAX + " commands wait for 127.0.0.1:");
            commands.get(0).cancel(true);
            commands.set(0, client.submit(Clients.deduct("b")));
            assertThat(commands.get(0)).as("after one was given up").isNotDone();
            commands.forEach(command -> command.cancel(true));
        }
    }

    private static List<CompletableFuture<Stock>> fill(InventoryClient client) {
        List<CompletableFuture<Stock>> calls = new ArrayList<>();
        for (int i = 0; i < InventoryClient.CALLS_MAX; i++) calls.add(client.submit(GET));
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        return calls;
    }

    private static ServerSocket silent() throws Exception {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static InventoryClient client(ServerSocket server, Duration deadline) {
        return InventoryClient.builder("127.0.0.1:" + server.getLocalPort())
                .deadline(deadline)
                .build();
    }
}
