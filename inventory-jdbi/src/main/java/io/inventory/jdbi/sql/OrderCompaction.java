package io.inventory.jdbi.sql;

import io.inventory.InvalidRequestException;
import io.inventory.OrderId;
import io.inventory.decision.OrderRecord;
import io.inventory.jdbi.sql.OrdersTable.ClosedOrder;
import io.inventory.jdbi.sql.OrdersTable.OrderRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Takes the details of orders that were closed long ago, in the order of their ids: in small transactions, which lock orders in
 * the order in which commands do, and no stock. What another process compacts meanwhile, or somebody changes, it leaves as it is.
 * Thread-safe.
 */
public final class OrderCompaction {
    /** How many orders are looked at in a statement, most of which are not due; their lines are not read. */
    static final int LOOKED_AT = 1_000;

    /** How many are compacted in a transaction, and how many bytes of lists they have; an order with more is alone. */
    private static final int ORDERS_MAX = 100;

    private static final long BYTES_MAX = 1 << 20;

    private final Dialect dialect;

    public OrderCompaction(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Compacts the next ones.
     *
     * @param after the id of the last order that was looked at, as it is in the row; empty for none
     * @param closedBefore what is due: orders that were closed then, or before
     */
    public Progress next(Handle handle, String after, Instant closedBefore) {
        List<ClosedOrder> looked =
                handle.attach(OrdersTable.class).findClosed(after, closedBefore.atOffset(ZoneOffset.UTC), LOOKED_AT);
        List<OrderId> due = new ArrayList<>();
        long bytes = 0;
        int left = 0;
        int seen = 0;
        for (ClosedOrder order : looked) {
            if (order.isDue() && !due.isEmpty() && (due.size() == ORDERS_MAX || bytes + order.bytes() > BYTES_MAX))
                break;
            seen++;
            if (!order.isDue()) continue;
            bytes += order.bytes();
            try {
                due.add(new OrderId(order.orderId()));
            } catch (InvalidRequestException e) {
                left++;
            }
        }
        Progress done = due.isEmpty() ? new Progress(0, 0, null) : handle.inTransaction(begun -> compact(begun, due));
        boolean isLast = seen == looked.size() && seen < LOOKED_AT;
        return new Progress(
                done.compacted,
                done.left + left,
                isLast ? null : looked.get(seen - 1).orderId());
    }

    private Progress compact(Handle handle, List<OrderId> due) {
        List<OrderRecord> compacted = new ArrayList<>(due.size());
        int left = 0;
        for (LoadedOrder order : dialect.findOrders(handle, due)) {
            if (!(order instanceof LoadedOrder.Usable usable)) left++;
            else if (usable.order().canBeCompacted())
                compacted.add(usable.order().compacted());
            else if (!usable.order().isCompacted()) left++;
        }
        compacted.sort(Comparator.comparing(OrderRecord::id));
        int[] changed = compacted.isEmpty()
                ? new int[0]
                : handle.attach(OrdersTable.class).compact(OrderRow.all(compacted));
        return new Progress(IntStream.of(changed).sum(), left, null);
    }

    /**
     * What was done.
     *
     * @param compacted how many orders have lost their details
     * @param left how many were left as they are: this version can't read them, or their lines contradict their status
     * @param last the id of the last order that was looked at; null if it was the last of all
     */
    public record Progress(
            int compacted, int left, @Nullable String last) {}
}
