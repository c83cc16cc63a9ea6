package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.contract.Names;
import io.inventory.contract.stress.UnderStress;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client and a server while continuations block, callers are interrupted and readers flood them. The whole contract under
 * stress takes a minute here; it is tested without a wire between.
 */
@Timeout(180)
class StressedServedInventoryTest {
    private static final int CALLERS = 4;
    private static final Duration ORDERING = Duration.ofSeconds(2);

    /** Long enough for a machine that does other things too. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyOrderIsTakenOnceAndGivenBackOnce(boolean streaming) throws Exception {
        Inventory store = JdbiInventory.builder(DATABASE.pool())
                .timeLimit(PATIENCE)
                .executor(Runnable::run)
                .build();
        try (Inventory stressed =
                UnderStress.of(streaming ? ServedInventory.streamed(store) : new ServedInventory(store))) {
            stressed.create(names.sku("A"), 1_000_000, names.request());
            long end = System.nanoTime() + ORDERING.toNanos();
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String caller = "caller" + i + "-";
                callers.add(CompletableFuture.runAsync(() -> order(stressed, caller, end)));
            }
            for (CompletableFuture<Void> caller : callers) caller.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertThat(stressed.stock(names.sku("A")).available()).isEqualTo(1_000_000);
        }
    }

    private void order(Inventory inventory, String caller, long end) {
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            Deduct deduct = new Deduct(names.order(caller + i), List.of(names.line("A", 1)));
            Rollback rollback = new Rollback(deduct.orderId());
            assertThat(inventory.execute(deduct))
                    .isInstanceOfSatisfying(
                            Deducted.class,
                            taken -> assertThat(taken.replayed()).isFalse());
            assertThat(inventory.execute(deduct))
                    .isInstanceOfSatisfying(
                            Deducted.class,
                            again -> assertThat(again.replayed()).isTrue());
            assertThat(inventory.execute(rollback)).isInstanceOf(RolledBack.class);
            assertThat(inventory.execute(rollback))
                    .isInstanceOfSatisfying(
                            RolledBack.class,
                            again -> assertThat(again.replayed()).isTrue());
        }
    }
}
