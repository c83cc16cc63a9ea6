package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client measures if its builder was given a registry. */
@Timeout(60)
class MetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double requests(String outcome, String reason) {
        return registry.find("inventory.client.requests").tags("outcome", outcome, "reason", reason).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void requestsAreCountedOnceAndWhatIsSentAgainBeside() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    if (call == 1 || call == 2)
                        throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 1);
                    if (call == 4) throw TestServer.status(Code.NOT_FOUND_VALUE, "SKU_NOT_FOUND", "no S", 0);
                });
                Inventory client = InventoryClient.builder(server.address())
                        .deadline(Duration.ofSeconds(20))
                        .meterRegistry(registry)
                        .build()) {
            assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
            assertThat(Clients.failure(client)).isNotNull();
            Awaitility.await().until(() -> requests("refused", "SKU_NOT_FOUND") == 1);
            assertThat(requests("answered", "none")).isEqualTo(1);
            client.submit(new GetStock(Clients.SKU), Duration.ofSeconds(20)).join();
            Awaitility.await("with a deadline of its own").until(() -> requests("answered", "none") == 2);
            assertThat(registry.get("inventory.client.sent.again").counter().count())
                    .isEqualTo(2);
            Awaitility.await()
                    .until(() -> registry.get("inventory.client.requests.duration")
                                    .tag("kind", "get_stock")
                                    .timer()
                                    .count()
                            == 3);
            assertThat(registry.getMeters())
                    .allSatisfy(meter -> assertThat(meter.getId().getTags())
                            .noneMatch(tag -> tag.getValue().equals(Clients.SKU.value())));
        }
    }
}
