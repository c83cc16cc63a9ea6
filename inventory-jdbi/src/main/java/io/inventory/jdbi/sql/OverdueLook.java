package io.inventory.jdbi.sql;

import io.inventory.InvalidRequestException;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.decision.ReservedUnits;
import io.inventory.jdbi.sql.Dialect.OverdueUnits;
import io.inventory.jdbi.sql.Dialect.ReservedOrder;
import io.inventory.jdbi.sql.ReservationsTable.ReservationRow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One look for overdue reservations of the SKUs that orders are short of. Where rows lead to orders that hold nothing, it
 * goes on behind them. Not thread-safe.
 */
final class OverdueLook {
    /** How many rows that lead to nothing are to be deleted after one look. */
    private static final int STALE_MAX = 2_000;

    /** How many rows that can't be read are named after one look. */
    private static final int UNREADABLE_MAX = 10;

    /** How often one look goes on behind such rows, over all SKUs. */
    private static final int PAGES_MORE_MAX = 50;

    private static final OffsetDateTime BEGIN = Instant.EPOCH.atOffset(ZoneOffset.UTC);

    private final Dialect dialect;
    private final Handle handle;
    private final OffsetDateTime now;
    private final int limit;
    private final List<ReservedUnits> held = new ArrayList<>();
    private final Map<OrderId, Long> bytes = new HashMap<>();
    private final List<ReservedUnits> stale = new ArrayList<>();
    private final List<UnreadableRowException> unreadable = new ArrayList<>(0);
    private int pagesMore = PAGES_MORE_MAX;

    /** @param limit how many rows are read at once, and how many reservations are found of a SKU */
    OverdueLook(Dialect dialect, Handle handle, Instant now, int limit) {
        this.dialect = dialect;
        this.handle = handle;
        this.now = now.atOffset(ZoneOffset.UTC);
        this.limit = limit;
    }

    OverdueUnits find(List<Sku> skus) {
        for (Sku sku : skus) find(sku);
        return new OverdueUnits(List.copyOf(held), Map.copyOf(bytes), List.copyOf(stale), List.copyOf(unreadable));
    }

    private void find(Sku sku) {
        ReservationsTable table = handle.attach(ReservationsTable.class);
        List<ReservationRow> rows = table.findOverdue(sku.value(), now, BEGIN, "", limit);
        int left = limit - add(rows, limit);
        while (rows.size() == limit && left > 0 && pagesMore > 0) {
            pagesMore--;
            ReservationRow last = rows.get(limit - 1);
            rows = table.findOverdue(sku.value(), now, last.expiresAt(), last.orderId(), limit);
            left -= add(rows, left);
        }
    }

    /** Returns how many of the rows lead to reservations; of those, as many as may be are added. */
    private int add(List<ReservationRow> rows, int heldMax) {
        if (rows.isEmpty()) return 0;
        Map<String, Long> reserved = new HashMap<>();
        for (ReservedOrder order : dialect.findReserved(
                handle, rows.stream().map(ReservationRow::orderId).toList()))
            reserved.put(order.orderId(), order.bytes());
        int found = 0;
        for (ReservationRow row : rows) {
            Long size = reserved.get(row.orderId());
            ReservedUnits units = units(row);
            if (units == null) continue;
            if (size == null) {
                if (stale.size() < STALE_MAX) stale.add(units);
            } else if (found < heldMax) {
                held.add(units);
                bytes.put(units.orderId(), size);
                found++;
            }
        }
        return found;
    }

    /** Null for a row that the inventory did not write. */
    private @Nullable ReservedUnits units(ReservationRow row) {
        try {
            return row.units();
        } catch (InvalidRequestException e) {
            if (unreadable.size() < UNREADABLE_MAX) unreadable.add(UnreadableRowException.orderId(row.orderId()));
            return null;
        }
    }
}
