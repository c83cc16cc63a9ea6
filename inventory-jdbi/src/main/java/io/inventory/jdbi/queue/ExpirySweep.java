package io.inventory.jdbi.queue;

import io.inventory.Expire;
import io.inventory.ExpireOutcome.Expired;
import io.inventory.InvalidRequestException;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.OverdueOrder;
import io.inventory.jdbi.sql.UnreadableRowException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Expires overdue reservations, in small transactions of their own that take the place of a read: orders keep their
 * connections. Those that can't be expired, as when a row can't be read, are passed over until the next sweep. Not thread-safe.
 */
public final class ExpirySweep {
    private static final OverdueOrder BEGIN = new OverdueOrder("", Instant.EPOCH, 0);

    /** The most bytes of lines in a transaction, some 3,000 lines of SKUs of usual length; an order with more is alone. */
    private static final int LINES_BYTES_MAX = 1 << 16;

    private final QueueParts parts;
    private final Dialect dialect;
    private final @Nullable Clock testClock;
    private final QueueObserver observer;
    private OverdueOrder last = BEGIN;

    public ExpirySweep(QueueParts parts, Dialect dialect, @Nullable Clock testClock, QueueObserver observer) {
        this.observer = observer;
        this.parts = parts;
        this.dialect = dialect;
        this.testClock = testClock;
    }

    /**
     * Expires the next ones; after the last of them begins again with those that ran out first.
     *
     * @param ordersMax how many at most
     * @throws InventoryException if the store does not answer
     */
    public Batch next(int ordersMax) {
        List<OverdueOrder> found = parts.read(handle -> dialect.findOverdue(
                handle, testClock == null ? dialect.now(handle) : testClock.instant(), last, ordersMax));
        List<OverdueOrder> batch = bounded(found);
        boolean isLast = batch.size() < ordersMax && batch.size() == found.size();
        last = isLast ? BEGIN : batch.get(batch.size() - 1);
        return new Batch(batch.isEmpty() ? 0 : expire(batch), batch.size(), isLast);
    }

    /** The first ones, so that orders which need the same stocks don't wait for thousands of lines. */
    private static List<OverdueOrder> bounded(List<OverdueOrder> found) {
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            bytes += found.get(i).linesBytes();
            if (i > 0 && bytes > LINES_BYTES_MAX) return found.subList(0, i);
        }
        return found;
    }

    private int expire(List<OverdueOrder> overdue) {
        List<Expire> commands = new ArrayList<>(overdue.size());
        for (OverdueOrder order : overdue) add(order.orderId(), commands);
        if (commands.isEmpty()) return 0;
        long begunNanos = System.nanoTime();
        List<Verdict<?>> verdicts = parts.gate().read(() -> parts.runner().run(commands, observer));
        long nanos = System.nanoTime() - begunNanos;
        observer.batchDone(commands.size(), 0, nanos);
        int expired = 0;
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict<?> verdict = verdicts.get(i);
            observer.answered(commands.get(i), verdict, 0, nanos);
            if (verdict instanceof Verdict.Outcome<?> outcome
                    && outcome.outcome() instanceof Expired order
                    && !order.replayed()) expired++;
        }
        return expired;
    }

    /** Passes over an id that the inventory did not write; the log has it. */
    private void add(String orderId, List<Expire> commands) {
        try {
            commands.add(new Expire(new OrderId(orderId)));
        } catch (InvalidRequestException e) {
            parts.runner().failure(UnreadableRowException.orderId(orderId));
        }
    }

    /**
     * What was done.
     *
     * @param expired how many reservations
     * @param found how many were overdue: another process may have been quicker, and some may have failed
     * @param isLast whether there were no more
     */
    public record Batch(int expired, int found, boolean isLast) {}
}
