package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How large requests and answers may be. */
@Timeout(60)
class MessageSizeTest {
    @Test
    void theLargestOrderIsSent() throws Exception {
        List<OrderLine> lines = new ArrayList<>();
        String emojis = "\uD83D\uDE00".repeat(124);
        for (int i = 0; i < 2_000; i++) lines.add(OrderLine.of(emojis + String.format("%04d", i), 1_000_000_000));
        try (TestServer server = new TestServer(call -> {});
                Inventory client = Clients.patient(server)) {
            Deduct deduct = new Deduct(new OrderId("largest"), lines);
            assertThat(OrderMessages.deduct(deduct).getSerializedSize()).isLessThan(InventoryClient.REQUEST_BYTES_MAX);
            client.execute(deduct);
            assertThat(server.calls()).isEqualTo(1);
        }
    }
}
