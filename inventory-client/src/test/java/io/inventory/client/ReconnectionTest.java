package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.UnavailableException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What follows an outage that took longer than gRPC's first pauses. */
@Timeout(60)
class ReconnectionTest {
    /** By now the pauses of gRPC itself are 6 s. */
    private static final Duration OUTAGE = Duration.ofSeconds(10);

    private static final Duration SOON = InventoryClient.RECONNECT_MAX.plusSeconds(2);

    @Test
    void aServerThatWasAwayForLongIsAskedAgainSoon() throws Exception {
        TestServer first = new TestServer(call -> {});
        int port = first.port();
        try (TestServer second = new TestServer(call -> {});
                Inventory ofOne = InventoryClient.connect(first.address());
                Inventory ofBoth = InventoryClient.connect(first.address(), second.address())) {
            ofOne.stock(Clients.SKU);
            ofBoth.stock(Clients.SKU);
            first.stop();
            long end = System.nanoTime() + OUTAGE.toNanos();
            Awaitility.await().atMost(OUTAGE.plusSeconds(5)).until(() -> {
                ofBoth.stock(Clients.SKU);
                assertThat(isAnswered(ofOne)).isFalse();
                return System.nanoTime() - end > 0;
            });
            try (TestServer again = new TestServer(port, call -> {})) {
                Awaitility.await("the only server").atMost(SOON).until(() -> isAnswered(ofOne));
                int before = again.calls();
                Awaitility.await("one of two servers").atMost(SOON).until(() -> {
                    ofBoth.stock(Clients.SKU);
                    return again.calls() > before;
                });
            }
        }
    }

    private static boolean isAnswered(Inventory client) {
        try {
            client.stock(Clients.SKU);
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }
}
