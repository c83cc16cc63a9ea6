package io.inventory.contract.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.contract.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that submit orders, and in the continuation of each give it back with a call that blocks. The orders are spaced so
 * that they come in many batches, whose continuations block at the same time.
 */
final class BlockingCallers extends Callers {
    private static final int THREADS = 4;
    private static final int ORDERS_AT_ONCE = 8;
    private static final Duration SPACING = Duration.ofMillis(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Inventory inventory;
    private final Names names;
    private final Sku sku;

    BlockingCallers(Inventory inventory, Names names, Sku sku) {
        super(THREADS, PAUSE);
        this.inventory = inventory;
        this.names = names;
        this.sku = sku;
    }

    @Override
    void call(int thread, long round) throws Exception {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < ORDERS_AT_ONCE; i++) {
            OrderId orderId = names.order("blocking-" + thread + "-" + round + "-" + i);
            answers.add(inventory
                    .submit(new Deduct(orderId, List.of(new OrderLine(sku, 1))))
                    .thenAccept(outcome -> {
                        assertThat(outcome).isEqualTo(new Deducted(orderId, false));
                        assertThat(inventory.rollback(orderId)).isInstanceOf(RolledBack.class);
                    }));
            LockSupport.parkNanos(SPACING.toNanos());
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .get(UnderStress.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
