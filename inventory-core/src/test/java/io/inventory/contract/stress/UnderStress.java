package io.inventory.contract.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts an inventory under stress while the contract is tested on it:
 *
 * <pre>{@code
 * class StressedPostgresInventoryTest extends InventoryContract {
 *     @Override protected Inventory open(Clock clock) {
 *         return UnderStress.of(JdbiInventory.builder(...).clock(clock).build());
 *     }
 * }
 * }</pre>
 *
 * <p>Until it is closed, {@link BlockingCallers}, {@link InterruptedCallers} and {@link ReaderFlood} run beside the tests,
 * on SKUs and orders of their own. What the tests themselves ask goes through {@code submit} every other time, with a
 * continuation that blocks until the inventory has answered another request. Closing stops the callers and fails unless
 * each of them got every answer that it must get, and the ledgers of their SKUs prove it.
 *
 * <p>The load is bounded, so that an inventory with the limits that the contract asks for turns nobody away.
 */
public final class UnderStress implements Inventory {
    /** How long anything may take, also on a small machine with much to do. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One of this many requests of the tests goes through a continuation that blocks. */
    private static final int BLOCK_ONE_OF = 2;

    private static final long UNITS = 1_000_000;

    private final Inventory inventory;
    private final Names names = new Names();
    private final Sku sold;
    private final Sku read;
    private final List<Callers> callers;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> continuationFailure = new AtomicReference<>();
    private final ScheduledThreadPoolExecutor limits =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("limits"));
    /** Set for good when an answer has not come in time, so that the other tests fail at once. */
    private volatile boolean stuck;

    private UnderStress(Inventory inventory) {
        this.inventory = inventory;
        limits.setRemoveOnCancelPolicy(true);
        sold = stocked("sold");
        read = stocked("read");
        callers = List.of(
                new BlockingCallers(inventory, names, sold).start(),
                new InterruptedCallers(inventory, names, sold).start(),
                new ReaderFlood(inventory, names, read).start());
    }

    /** Begins to stress an inventory, which is closed with what is returned. */
    public static Inventory of(Inventory inventory) {
        return new UnderStress(inventory);
    }

    private Sku stocked(String label) {
        Sku sku = names.sku(label);
        inventory.create(sku, UNITS, new RequestId("create"));
        return sku;
    }

    @Override
    public <A> A execute(Request<A> request) {
        if (stuck) throw new AssertionError("the inventory has not answered for " + PATIENCE);
        return requests.incrementAndGet() % BLOCK_ONE_OF == 0 ? throughContinuation(request) : directly(request);
    }

    /** On the caller's thread, which is interrupted when it takes too long. */
    private <A> A directly(Request<A> request) {
        Thread caller = Thread.currentThread();
        Future<?> limit = limits.schedule(
                () -> {
                    stuck = true;
                    caller.interrupt();
                },
                PATIENCE.toSeconds(),
                TimeUnit.SECONDS);
        try {
            return inventory.execute(request);
        } finally {
            limit.cancel(false);
        }
    }

    private <A> A throughContinuation(Request<A> request) {
        CompletableFuture<A> answer = inventory.submit(request).thenApply(this::afterAnotherRequest);
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InventoryException refusal) throw refusal;
            throw new AssertionError("the future failed with something other than an InventoryException", e);
        } catch (TimeoutException e) {
            stuck = true;
            throw new AssertionError("no answer to " + request + " within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What a caller may do in a continuation: ask the same inventory, and wait for it. */
    private <A> A afterAnotherRequest(A answer) {
        try {
            inventory.execute(new GetStock(read));
            return answer;
        } catch (RuntimeException e) {
            continuationFailure.compareAndSet(null, e);
            throw e;
        }
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        CompletableFuture<A> answer = inventory.submit(request);
        var unused = answer.thenApply(this::afterAnotherRequest);
        return answer;
    }

    @Override
    public void close() {
        try {
            for (Callers each : callers) each.stop();
            for (Callers each : callers) each.assertAnswered();
            assertThat(continuationFailure.get()).as("in a continuation").isNull();
            LedgerProof.assertProves(inventory, List.of(sold, read));
        } finally {
            limits.shutdownNow();
            inventory.close();
        }
    }
}
