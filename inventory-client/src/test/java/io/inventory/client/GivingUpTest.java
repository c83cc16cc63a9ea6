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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who do not wait for the answer. */
@Timeout(60)
class GivingUpTest {
    private static final GetStock GET = new GetStock(Clients.SKU);

    @Test
    void cancellingTheFutureCancelsTheCall() throws Exception {
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
            answer.cancel(true);
            // well before the call's deadline, which would end it too
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            end.countDown();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> Clients.await(end));
                Inventory client = Clients.patient(server)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.execute(GET)).isInstanceOf(UnavailableException.class);
            assertThat(Thread.interrupted()).isTrue();
            end.countDown();
        }
    }
}
