package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Inventory;
import io.inventory.UnavailableException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which server a call goes to. */
@Timeout(60)
class SeveralServersTest {
    @Test
    void callsGoToAllServersAndAroundTheOneThatStopped() throws Exception {
        try (TestServer first = new TestServer(call -> {});
                TestServer second = new TestServer(call -> {});
                Inventory client = InventoryClient.builder(first.address(), second.address())
                        .deadline(Duration.ofSeconds(10))
                        .build()) {
            Awaitility.await("connected to both").until(() -> {
                client.stock(Clients.SKU);
                return first.calls() > 0 && second.calls() > 0;
            });
            int firstBefore = first.calls();
            int secondBefore = second.calls();
            for (int i = 0; i < 100; i++) client.stock(Clients.SKU);
            assertThat(first.calls() - firstBefore).isEqualTo(50);
            assertThat(second.calls() - secondBefore).isEqualTo(50);

            first.stop();
            int before = second.calls();
            for (int i = 0; i < 100; i++) client.stock(Clients.SKU);
            assertThat(second.calls() - before).isEqualTo(100);
        }
    }

    @Test
    void aServerThatComesBackIsUsedAgain() throws Exception {
        TestServer first = new TestServer(call -> {});
        int port = first.port();
        try (Inventory client = InventoryClient.connect(first.address())) {
            client.stock(Clients.SKU);
            first.stop();
            assertThatThrownBy(() -> client.stock(Clients.SKU)).isInstanceOf(UnavailableException.class);
            try (TestServer again = new TestServer(port, call -> {})) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .until(() -> client.stock(Clients.SKU).sku().equals(Clients.SKU));
                assertThat(again.calls()).isEqualTo(1);
            }
        }
    }
}
