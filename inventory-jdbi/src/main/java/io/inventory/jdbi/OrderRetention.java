package io.inventory.jdbi;

import io.inventory.InventoryException;
import io.inventory.jdbi.RetentionTurn.Store;
import io.inventory.jdbi.sql.OrderCompaction;
import io.inventory.jdbi.sql.OrderCompaction.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts orders that were closed long ago, on a thread of its own: rejected, rolled back and expired ones lose their lines, and
 * answer as before ({@code docs/retention.md}). An order that still has units, or holds them, is never touched, however old it is:
 * it may have to give them back.
 *
 * <pre>{@code
 * try (OrderRetention retention = OrderRetention.start(inventory, Duration.ofDays(90))) { … }
 * }</pre>
 *
 * <p>It looks at all orders once an hour at most, in small transactions beside orders. Any number of processes may do so: one at a
 * time does. Time is the store's. While the store is down, or takes no changes, it tries again every minute. Thread-safe; takes no
 * null.
 */
public final class OrderRetention implements AutoCloseable {
    /** How long {@link #close} waits for the transaction that is under way. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    /** The shortest time for which the details of a closed order can be kept. */
    public static final Duration RETAINED_MIN = Duration.ofMinutes(1);

    /** The longest. */
    public static final Duration RETAINED_MAX = Duration.ofDays(3_650);

    private static final Duration INTERVAL_MAX = Duration.ofHours(1);

    private static final int ORDERS_PER_SECOND_MAX = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(OrderRetention.class);

    private final Store store;
    private final Duration retained;
    private final BooleanSupplier resting;
    private final RetentionTurn turn;
    private final OrderCompaction compaction;
    private final RepeatedWork work;
    private Pass pass = Pass.NONE;

    /** @param starter starts what is done again and again */
    OrderRetention(
            Store store,
            Duration retained,
            BooleanSupplier resting,
            Function<ToLongFunction<RepeatedWork>, RepeatedWork> starter) {
        if (retained.compareTo(RETAINED_MIN) < 0 || retained.compareTo(RETAINED_MAX) > 0)
            throw new IllegalArgumentException(
                    "closed orders must be kept for 1 minute to " + RETAINED_MAX.toDays() + " days, not " + retained);
        this.store = store;
        this.retained = retained;
        this.resting = resting;
        turn = new RetentionTurn(store, "retain-orders", retained, INTERVAL_MAX);
        compaction = new OrderCompaction(store.dialect());
        work = starter.apply(running -> compactSome());
    }

    /**
     * Starts it. Closing the inventory ends it too.
     *
     * @param retained for how long the details of a closed order are kept; give it to all processes alike
     * @throws IllegalArgumentException if that is not {@link #RETAINED_MIN} to {@link #RETAINED_MAX}
     */
    public static OrderRetention start(JdbiInventory inventory, Duration retained) {
        return start(inventory, retained, () -> false);
    }

    /**
     * The same, which rests at times.
     *
     * @param resting whether nothing is to be changed at present; asked before each transaction, and must not block
     */
    public static OrderRetention start(JdbiInventory inventory, Duration retained, BooleanSupplier resting) {
        return inventory.startRetention(retained, resting);
    }

    /** Returns how long to wait before the next: longer than it took, so that orders get on meanwhile. */
    private long compactSome() {
        long begin = System.nanoTime();
        try {
            if (resting.getAsBoolean() || (!pass.isBegun && !turn.begin()))
                return turn.look().toNanos();
            Progress progress = store.parts()
                    .read(handle -> compaction.next(
                            handle, pass.after, store.now().apply(handle).minus(retained)));
            store.observer().done(progress.compacted());
            pass = pass.with(progress);
            if (progress.last() == null) return end();
            // whoever has taken over begins from the start
            if (!turn.goOn()) pass = Pass.NONE;
            long took = System.nanoTime() - begin;
            return Math.max(
                    RetentionTurn.restNanos(took),
                    TimeUnit.SECONDS.toNanos(progress.compacted()) / ORDERS_PER_SECOND_MAX - took);
        } catch (InventoryException e) {
            // whoever keeps the store's failures has logged it
            LOG.debug("no orders compacted: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("compacting orders failed in an unexpected way; it is tried again", e);
        }
        store.observer().failed();
        return turn.look().toNanos();
    }

    private long end() {
        turn.end();
        if (pass.compacted > 0)
            LOG.info("compacted {} orders that were closed more than {} ago", pass.compacted, retained);
        if (pass.left > 0)
            LOG.warn("{} closed orders are left as they are: they can't be read, or contradict themselves", pass.left);
        pass = Pass.NONE;
        return turn.interval().toNanos();
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
     * A pass over all orders.
     *
     * @param after the id of the last order that was looked at
     */
    private record Pass(boolean isBegun, String after, long compacted, long left) {
        static final Pass NONE = new Pass(false, "", 0, 0);

        Pass with(Progress progress) {
            return new Pass(
                    true,
                    progress.last() == null ? after : progress.last(),
                    compacted + progress.compacted(),
                    left + progress.left());
        }
    }
}
