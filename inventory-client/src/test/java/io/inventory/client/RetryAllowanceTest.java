package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.inventory.Inventory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After an outage that used up what may be sent again. */
@Timeout(60)
class RetryAllowanceTest {
    /** More than all tokens: each attempt that fails takes one. */
    private static final int FAILING = 1_200;

    private static final int ANSWERED = 110;

    @Test
    void aboutAHundredAnswersLaterCallsAreSentAgain() throws Exception {
        AtomicInteger failing = new AtomicInteger(Integer.MAX_VALUE);
        try (TestServer server = new TestServer(call -> {
                    if (failing.getAndDecrement() > 0)
                        throw TestServer.status(Code.UNAVAILABLE_VALUE, "UNAVAILABLE", "away", 1);
                });
                Inventory client = Clients.patient(server)) {
            for (int i = 0; i < FAILING; i++) Clients.failure(client);
            int before = server.calls();
            Clients.failure(client);
            assertThat(server.calls() - before).as("nothing may be sent again").isEqualTo(1);

            failing.set(0);
            for (int i = 0; i < ANSWERED; i++) client.stock(Clients.SKU);
            failing.set(1);
            assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
        }
    }
}
