package io.inventory.jdbi;

import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.decision.Changes;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.Movement;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RequestRecord;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import io.inventory.jdbi.Dialect.Rows;
import io.inventory.jdbi.Dialect.StockDelta;
import io.inventory.jdbi.LogsTable.LogRow;
import io.inventory.jdbi.OrdersTable.OrderRow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Collects the changes that a list of commands makes and writes them: each order and stock once, in final form, sorted;
 * every count asserted.
 */
final class UnitOfWork {
    private final WorkingSet state;
    private final Instant now;
    private final LedgerIds ids;
    private final Set<OrderId> recorded = new HashSet<>();
    private final Map<OrderId, OrderRecord> newOrders = new TreeMap<>();
    private final Map<OrderId, OrderRecord> changedOrders = new TreeMap<>();
    private final List<RequestRecord> newRequests = new ArrayList<>();
    private final Map<Sku, StockLevel> before = new TreeMap<>();
    private final List<Movement> movements = new ArrayList<>();

    /** @param state as it was loaded; it is brought forward by the one who decides */
    UnitOfWork(WorkingSet state, Instant now, LedgerIds ids) {
        this.state = state;
        this.now = now;
        this.ids = ids;
        for (OrderRecord order : state.orders()) recorded.add(order.id());
    }

    /** Takes in the changes of the next decision. */
    void add(Changes changes) {
        OrderRecord order = changes.order();
        if (order != null) (recorded.contains(order.id()) ? changedOrders : newOrders).put(order.id(), order);
        if (changes.request() != null) newRequests.add(changes.request());
        for (Movement movement : changes.movements())
            before.putIfAbsent(
                    movement.sku(),
                    new StockLevel(
                            movement.sku(),
                            movement.availableAfter() - movement.change(),
                            movement.reservedAfter() - movement.reservedChange(),
                            movement.version() - 1));
        movements.addAll(changes.movements());
    }

    /**
     * UnitOfWork them, all or none.
     *
     * @param thenCommit as of {@link Dialect#write}
     * @throws ConcurrentInsertException if another transaction recorded one of the orders, requests or SKUs meanwhile
     */
    void flush(Handle handle, Dialect dialect, boolean thenCommit) {
        OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
        if (!newRequests.isEmpty()) insertRequests(handle, time);
        Rows rows = new Rows(rows(newOrders), stocks(handle, time), rows(changedOrders), ledger(time), time);
        dialect.write(handle, rows, thenCommit);
    }

    private void insertRequests(Handle handle, OffsetDateTime time) {
        int[] counts = handle.attach(RequestsTable.class)
                .insert(
                        newRequests.stream()
                                .map(request -> request.key().sku().value())
                                .toList(),
                        newRequests.stream()
                                .map(request -> request.key().requestId().value())
                                .toList(),
                        newRequests.stream().map(RequestRecord::content).toList(),
                        newRequests.stream()
                                .map(request -> request.answer().version())
                                .toList(),
                        newRequests.stream()
                                .map(request -> request.answer().available())
                                .toList(),
                        newRequests.stream()
                                .map(request -> request.answer().reserved())
                                .toList(),
                        time);
        requireNoTwin(sum(counts), newRequests.size());
    }

    /** The stocks to change; those that are new are inserted at once. */
    private List<StockDelta> stocks(Handle handle, OffsetDateTime time) {
        List<StockDelta> deltas = new ArrayList<>(before.size());
        for (StockLevel old : before.values()) {
            StockLevel level = state.stock(old.sku());
            if (level == null)
                throw new IllegalStateException("the stock of SKU " + old.sku() + " moved but is not there");
            if (old.version() == 0) insertStock(handle, level, time);
            else
                deltas.add(new StockDelta(
                        old.sku(),
                        old.version(),
                        level.available() - old.available(),
                        level.reserved() - old.reserved(),
                        level.version() - old.version()));
        }
        return deltas;
    }

    private void insertStock(Handle handle, StockLevel level, OffsetDateTime time) {
        UUID id = ids.next(now.toEpochMilli());
        int count = handle.attach(StocksTable.class)
                .insert(level.sku().value(), id, level.available(), level.reserved(), level.version(), time);
        requireNoTwin(count, 1);
    }

    private List<LogRow> ledger(OffsetDateTime time) {
        List<LogRow> rows = new ArrayList<>(movements.size());
        for (Movement movement : movements)
            rows.add(new LogRow(
                    movement.sku().value(),
                    movement.version(),
                    ids.next(now.toEpochMilli()),
                    movement.change(),
                    movement.reservedChange(),
                    movement.availableAfter(),
                    movement.reservedAfter(),
                    LogsTable.text(movement.reason()),
                    movement.note(),
                    movement.refId(),
                    time));
        return rows;
    }

    private static List<OrderRow> rows(Map<OrderId, OrderRecord> orders) {
        return orders.values().stream().map(OrderRow::of).toList();
    }

    private static int sum(int[] counts) {
        int sum = 0;
        for (int count : counts) sum += count;
        return sum;
    }

    private static void requireNoTwin(int inserted, int expected) {
        if (inserted != expected) throw new ConcurrentInsertException();
    }
}
