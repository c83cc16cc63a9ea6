package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.ConflictException;
import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryingInventoryTest {
    private static final Sku MUG = new Sku("mug");

    @Test
    void whatCanHelpIsTriedAgain() {
        try (Inventory inventory = new RetryingInventory(new FailingFirst(2), Duration.ofMinutes(1))) {
            assertThat(inventory.create(MUG, 3, new RequestId("opening")).available())
                    .isEqualTo(3);
        }
    }

    @Test
    void patienceEnds() {
        try (Inventory inventory = new RetryingInventory(new FailingFirst(Integer.MAX_VALUE), Duration.ofMillis(1))) {
            assertThatThrownBy(() -> inventory.stock(MUG)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void whatCannotHelpIsNotTriedAgain() {
        FailingFirst inner = new FailingFirst(0);
        try (Inventory inventory = new RetryingInventory(inner, Duration.ofMinutes(1))) {
            inventory.create(MUG, 3, new RequestId("opening"));
            assertThatThrownBy(() -> inventory.create(MUG, 4, new RequestId("opening")))
                    .isInstanceOf(ConflictException.class);
            assertThat(inner.asked).hasValue(2);
        }
    }

    /** Is unavailable for its first requests. */
    private static final class FailingFirst implements Inventory {
        final AtomicInteger asked = new AtomicInteger();
        private final Inventory inventory = new InMemoryInventory();
        private final int failures;

        FailingFirst(int failures) {
            this.failures = failures;
        }

        @Override
        public <A> A execute(Request<A> request) {
            return submit(request).join();
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            if (asked.incrementAndGet() > failures) return inventory.submit(request);
            return CompletableFuture.failedFuture(UnavailableException.unavailable("it is a test"));
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
