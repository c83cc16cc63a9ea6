package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent again, how often and when. */
@Timeout(60)
class RetriesTest {
    @Test
    void whatIsUnavailableOrOverloadedIsSentAgainAtTheServersPace() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    if (call == 1) throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 150);
                    if (call == 2) throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full", 150);
                    if (call == 3) throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full", 0);
                });
                Inventory client = Clients.patient(server)) {
            long start = System.nanoTime();
            assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
            assertThat(server.calls()).isEqualTo(4);
            assertThat(Clients.millisSince(start)).isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void whatStaysUnavailableIsSentAFewTimesOnly() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.RESOURCE_EXHAUSTED_VALUE, "OVERLOADED", "full of orders", 10);
                });
                Inventory client = Clients.patient(server)) {
            InventoryException failure = Clients.failure(client);
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
                Inventory client = Clients.patient(server)) {
            InventoryException failure = Clients.failure(client);
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
            assertThat(Clients.failure(client).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
            assertThat(server.calls()).isEqualTo(1);
        }
    }
}
