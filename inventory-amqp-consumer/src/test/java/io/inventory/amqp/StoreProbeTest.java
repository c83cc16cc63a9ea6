package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.memory.InMemoryInventory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class StoreProbeTest {
    private final RefusingInventory inventory = new RefusingInventory();
    private final StoreProbe probe = new StoreProbe(inventory);

    @AfterEach
    void close() {
        inventory.close();
    }

    @Test
    void thatTheOrderIsNotThereIsAnAnswer() {
        assertThat(probe.answers()).isFalse();
        probe.ask();
        assertThat(probe.answers()).isTrue();
    }

    @Test
    void anInventoryThatIsBusyIsNotDownAndNotUpAgain() {
        inventory.refusal = ErrorReason.OVERLOADED;
        probe.ask();
        assertThat(probe.answers()).isFalse();

        inventory.refusal = null;
        probe.ask();
        inventory.refusal = ErrorReason.OVERLOADED;
        probe.ask();
        assertThat(probe.answers()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"UNAVAILABLE", "UNAUTHENTICATED", "PERMISSION_DENIED"})
    void anInventoryThatAnswersNobodyIsDown(ErrorReason reason) {
        probe.ask();
        inventory.refusal = reason;
        probe.ask();
        assertThat(probe.answers()).isFalse();
    }

    private static final class RefusingInventory implements Inventory {
        private final Inventory inventory = new InMemoryInventory();
        private volatile @Nullable ErrorReason refusal;

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            ErrorReason reason = refusal;
            return reason == null
                    ? inventory.submit(request)
                    : CompletableFuture.failedFuture(InventoryException.of(reason, "as the test wants it", Map.of()));
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
