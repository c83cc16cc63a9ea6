package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who do not wait for the answer. */
@Timeout(60)
class GivingUpTest {
    private static final GetStock GET = new GetStock(Clients.SKU);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoGivesTheFutureUpCancelsTheCall(boolean byATimeLimit) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
                    io.grpc.Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
                    begun.countDown();
                    Clients.await(end);
                });
                Inventory client = Clients.patient(server)) {
            CompletableFuture<Stock> answer = client.submit(GET);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            if (byATimeLimit) answer.orTimeout(10, TimeUnit.MILLISECONDS);
            else answer.cancel(true);
            // well before the call's deadline, which would end it too
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            end.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheWait(boolean streaming) throws Exception {
        try (HeldServer server = new HeldServer();
                Inventory client = server.client(streaming).build()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.execute(Clients.deduct("a")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            server.letGo();
        }
    }
}
