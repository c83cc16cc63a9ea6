package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.inventory.Deduct;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.HeldDataSource;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.Item;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller's deadline says is known where its command waits. */
@Timeout(60)
class CallerDeadlineTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Recording inventory = new Recording();

    @Test
    void threeQuartersOfTheTimeThatACallerHasLeftGoWithItsRequest() throws Exception {
        try (ServerFixture server = new ServerFixture(inventory, Duration.ofSeconds(30))) {
            failure(() -> server.orders()
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .getStock(GetStockRequest.newBuilder().setSkuId("S").build()));
            assertThat(inventory.limits.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(7_500));
        }
    }

    @Test
    void theServersOwnLimitCountsWhereThatIsShorter() throws Exception {
        try (ServerFixture server = new ServerFixture(inventory, Duration.ofSeconds(5))) {
            failure(() -> server.orders()
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .getStock(GetStockRequest.newBuilder().setSkuId("S").build()));
            assertThat(inventory.limits).containsExactly(Duration.ofMillis(3_750));
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

    @Test
    void aCommandWhoseTurnComesLateInItsCallersTimeIsRefusedAsOverloadAndNotCarriedOut() throws Exception {
        Duration time = Duration.ofSeconds(6);
        Duration turn = Duration.ofMillis(4_800); // after three quarters, and time enough left for a slow machine
        HeldDataSource store = new HeldDataSource(DATABASE.dataSource());
        try (Inventory stored = JdbiInventory.builder(store.dataSource())
                        .timeLimit(Duration.ofSeconds(30))
                        .build();
                ServerFixture server = new ServerFixture(stored, Duration.ofSeconds(30))) {
            Sku sku = new Sku("late");
            stored.create(sku, 10, new RequestId("r"));
            store.holdThreads("inventory-writer.*");
            CompletableFuture<?> before = stored.submit(new Deduct(new OrderId("before"), List.of(line(sku))));
            Awaitility.await().until(() -> store.waiting() == 1);
            long begin = System.nanoTime();
            ListenableFuture<?> late = InventoryServiceGrpc.newFutureStub(server.channel())
                    .withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS)
                    .deductStock(DeductStockRequest.newBuilder()
                            .setOrderId("late")
                            .addItems(Item.newBuilder().setSkuId("late").setQuantity(1))
                            .build());
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> System.nanoTime() - begin > turn.toNanos());
            store.release();

            assertThat(late)
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("RESOURCE_EXHAUSTED: inventory service overloaded");
            before.get(20, TimeUnit.SECONDS);
            assertThat(stored.stock(sku).available()).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallerHearsOfALateRefusalAndDoesNotWaitInTheSameQueueAgain(boolean streaming) throws Exception {
        Duration turn = Duration.ofMillis(4_800);
        ScriptedInventory busy = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(busy, Duration.ofSeconds(30));
                InventoryClient client = client(server, streaming)) {
            long begin = System.nanoTime();
            CompletableFuture<?> answer = client.submit(new Deduct(new OrderId("late"), List.of(line(new Sku("S")))));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> System.nanoTime() - begin > turn.toNanos());
            refuse(busy);

            assertThat(answer)
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("inventory service overloaded");
            assertThat(busy.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsRefusedEarlyIsSentAgain(boolean streaming) throws Exception {
        ScriptedInventory busy = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(busy, Duration.ofSeconds(30));
                InventoryClient client = client(server, streaming)) {
            var unused = client.submit(new Deduct(new OrderId("early"), List.of(line(new Sku("S")))));
            Awaitility.await().until(() -> !busy.asked().isEmpty());
            refuse(busy);
            Awaitility.await().until(() -> !busy.asked().isEmpty());
        }
    }

    private static InventoryClient client(ServerFixture server, boolean streaming) {
        return InventoryClient.builder("127.0.0.1:" + server.endpoint().port())
                .deadline(Duration.ofSeconds(6))
                .streaming(streaming)
                .build();
    }

    private static void refuse(ScriptedInventory busy) {
        busy.asked().remove().answer().completeExceptionally(UnavailableException.overloaded("its turn came late"));
    }

    private static OrderLine line(Sku sku) {
        return new OrderLine(sku, 1);
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
