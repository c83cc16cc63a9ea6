package io.inventory.jdbi;

import io.inventory.InventoryException;
import io.inventory.jdbi.queue.ExpirySweep;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the units of overdue reservations back by itself, on a thread of its own. Any number of processes may do so beside each
 * other and beside orders: each reservation expires once, by the store's clock, and what is confirmed or extended in time does
 * not. Without it a reservation expires when somebody speaks to its order, or needs its units.
 *
 * <pre>{@code
 * try (ReservationExpiry expiry = ReservationExpiry.start(inventory)) { … }
 * }</pre>
 *
 * <p>From time to time it deletes signals that were kept for long enough, so that they do not pile up where nobody lists them.
 *
 * <p>While the store is down it tries again at every interval. Thread-safe; takes no null.
 */
public final class ReservationExpiry implements AutoCloseable {
    /** How long {@link #close} waits for the transaction that is under way. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(ReservationExpiry.class);

    private final ExpirySweep sweep;
    private final ExpiryLimits limits;
    private final BooleanSupplier upkeep;
    private final BooleanSupplier resting;
    private final RepeatedWork work;
    private long nextUpkeepNanos = System.nanoTime();

    /** @param starter starts what is done again and again */
    ReservationExpiry(
            ExpirySweep sweep,
            ExpiryLimits limits,
            Conditions conditions,
            Function<ToLongFunction<RepeatedWork>, RepeatedWork> starter) {
        this.sweep = sweep;
        this.limits = limits;
        this.upkeep = conditions.upkeep;
        this.resting = conditions.resting;
        work = starter.apply(running -> expireSome());
    }

    /** Starts it within {@link ExpiryLimits#DEFAULT}. Closing the inventory ends it too. */
    public static ReservationExpiry start(JdbiInventory inventory) {
        return start(inventory, ExpiryLimits.DEFAULT);
    }

    /** The same within other limits. */
    public static ReservationExpiry start(JdbiInventory inventory, ExpiryLimits limits) {
        return start(inventory, limits, () -> false);
    }

    /**
     * The same, which rests at times.
     *
     * @param resting whether nothing is to be changed at present; asked before each transaction, and must not block
     */
    public static ReservationExpiry start(JdbiInventory inventory, ExpiryLimits limits, BooleanSupplier resting) {
        return inventory.startExpiry(limits, resting);
    }

    /** Returns how long to wait before the next: as long as it took at least, so that orders get on meanwhile. */
    private long expireSome() {
        long begin = System.nanoTime();
        try {
            if (resting.getAsBoolean()) return limits.interval().toNanos();
            ExpirySweep.Batch batch = sweep.next(Math.min(limits.batchOrdersMax(), limits.ordersPerSecondMax()));
            if (batch.expired() > 0) LOG.debug("{} reservations expired", batch.expired());
            upkeepIfDue();
            long share = TimeUnit.SECONDS.toNanos(batch.found()) / limits.ordersPerSecondMax();
            long took = System.nanoTime() - begin;
            return Math.max(batch.isLast() ? limits.interval().toNanos() : took, share - took);
        } catch (InventoryException e) {
            // whoever keeps the store's failures has logged it
            LOG.debug("no reservations expired: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("expiring reservations failed in an unexpected way; it is tried again", e);
        }
        return limits.interval().toNanos();
    }

    private void upkeepIfDue() {
        if (System.nanoTime() - nextUpkeepNanos < 0) return;
        nextUpkeepNanos = System.nanoTime() + UPKEEP_INTERVAL.toNanos();
        if (upkeep.getAsBoolean()) nextUpkeepNanos = System.nanoTime();
    }

    /**
     * Ends it; waits for the transaction that is under way, at most for {@link #CLOSE_MAX}. The interrupt of the caller ends
     * the wait, and is kept.
     */
    @Override
    public void close() {
        work.awaitEnd(System.nanoTime() + CLOSE_MAX.toNanos());
    }

    /**
     * What else there is to do, and when nothing is.
     *
     * @param upkeep what else is done from time to time; returns whether there is more of it
     * @param resting whether nothing is to be changed
     */
    record Conditions(BooleanSupplier upkeep, BooleanSupplier resting) {}
}
