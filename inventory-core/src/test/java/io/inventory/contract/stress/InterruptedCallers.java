package io.inventory.contract.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Callers that are interrupted while they wait for an answer. Each repeats what was not answered, as callers should, and
 * then gets the one answer: nobody else may notice.
 */
final class InterruptedCallers extends Callers {
    private static final int THREADS = 2;
    private static final int INTERRUPTS_A_REQUEST = 2;
    private static final int DELAY_MICROS_MAX = 3_000;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Inventory inventory;
    private final Names names;
    private final Sku sku;
    private final ScheduledExecutorService interrupter =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("interrupter"));

    InterruptedCallers(Inventory inventory, Names names, Sku sku) {
        super(THREADS, PAUSE);
        this.inventory = inventory;
        this.names = names;
        this.sku = sku;
    }

    @Override
    void call(int thread, long round) {
        Random random = new Random(31 * round + thread);
        OrderId orderId = names.order("interrupted-" + thread + "-" + round);
        assertThat(ask(new Deduct(orderId, List.of(new OrderLine(sku, 1))), random))
                .isInstanceOf(Deducted.class);
        assertThat(ask(new GetOrder(orderId), random).id()).isEqualTo(orderId);
        assertThat(ask(new Rollback(orderId), random)).isInstanceOf(RolledBack.class);
    }

    private <A> A ask(Request<A> request, Random random) {
        long until = System.nanoTime() + UnderStress.PATIENCE.toNanos();
        for (int attempt = 1; ; attempt++) {
            Thread caller = Thread.currentThread();
            if (attempt <= INTERRUPTS_A_REQUEST) {
                var unused = interrupter.schedule(
                        caller::interrupt, random.nextInt(DELAY_MICROS_MAX), TimeUnit.MICROSECONDS);
            }
            try {
                return inventory.execute(request);
            } catch (UnavailableException e) {
                // who was not interrupted is turned away without need, who was must still know it
                if (!caller.isInterrupted() || System.nanoTime() - until > 0) throw e;
            } finally {
                var unused = Thread.interrupted();
            }
        }
    }

    @Override
    void end() {
        interrupter.shutdownNow();
    }
}
