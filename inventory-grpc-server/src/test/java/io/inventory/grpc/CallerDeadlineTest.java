package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.Item;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller's deadline says is known where its command waits. */
@Timeout(60)
class CallerDeadlineTest {
    private final Recording inventory = new Recording();

    @Test
    void theTimeThatACallerHasLeftGoesWithItsRequest() throws Exception {
        try (ServerFixture server = new ServerFixture(inventory, Duration.ofSeconds(30))) {
            failure(() -> server.orders()
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .getStock(GetStockRequest.newBuilder().setSkuId("S").build()));
            assertThat(inventory.limits.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
    }

    @Test
    void theServersOwnLimitGoesWithItWhereThatIsShorter() throws Exception {
        try (ServerFixture server = new ServerFixture(inventory, Duration.ofSeconds(5))) {
            failure(() -> server.orders()
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .getStock(GetStockRequest.newBuilder().setSkuId("S").build()));
            assertThat(inventory.limits).containsExactly(Duration.ofSeconds(5));
        }
    }

    @Test
    void theRequestOfACallerWhoLeftIsCancelled() throws Exception {
        inventory.answering = false;
        try (ServerFixture server = new ServerFixture(inventory, Duration.ofSeconds(30))) {
            StatusRuntimeException failure = failure(() -> server.orders()
                    .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                    .deductStock(DeductStockRequest.newBuilder()
                            .setOrderId("o")
                            .addItems(Item.newBuilder().setSkuId("S").setQuantity(1))
                            .build()));
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            Awaitility.await().until(() -> inventory.unanswered.get(0).isCancelled());
        }
    }

    private static StatusRuntimeException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    private static final class Recording implements Inventory {
        private final Inventory inventory = new InMemoryInventory();
        private final List<Duration> limits = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<?>> unanswered = new CopyOnWriteArrayList<>();
        private volatile boolean answering = true;

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            return inventory.submit(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request, Duration beginWithin) {
            if (request.equals(StoreHealth.PROBE)) return submit(request);
            limits.add(beginWithin);
            if (answering) return submit(request);
            CompletableFuture<A> never = new CompletableFuture<>();
            unanswered.add(never);
            return never;
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
