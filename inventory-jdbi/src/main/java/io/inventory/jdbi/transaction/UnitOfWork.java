package io.inventory.jdbi.transaction;

import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.decision.Changes;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.Movement;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RequestRecord;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import io.inventory.jdbi.sql.Dialect.NewStock;
import io.inventory.jdbi.sql.Dialect.Rows;
import io.inventory.jdbi.sql.Dialect.StockDelta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Collects the changes that a list of commands makes: each order and stock once, in final form, sorted. */
final class UnitOfWork {
    private final WorkingSet state;
    private final Instant now;
    private final LedgerIds ids;
    private final Map<Sku, InventoryException> refused;
    private final Set<OrderId> recorded = new HashSet<>();
    private final Map<OrderId, OrderRecord> newOrders = new TreeMap<>();
    private final Map<OrderId, OrderRecord> changedOrders = new TreeMap<>();
    private final List<RequestRecord> newRequests = new ArrayList<>();
    private final Map<Sku, StockLevel> before = new TreeMap<>();
    private final List<Movement> movements = new ArrayList<>();

    /**
     * @param state as it was loaded; it is brought forward by the one who decides
     * @param refused the SKUs whose stock must not be moved, and why
     */
    UnitOfWork(WorkingSet state, Instant now, LedgerIds ids, Map<Sku, InventoryException> refused) {
        this.state = state;
        this.now = now;
        this.ids = ids;
        this.refused = refused;
        for (OrderRecord order : state.orders()) recorded.add(order.id());
    }

    /** The time that all its rows are written with. */
    Instant now() {
        return now;
    }

    /**
     * Adds the changes of the next decision; if it throws, none of them.
     *
     * @throws InventoryException if they move a stock that must not be moved
     */
    void add(Changes changes) {
        if (!refused.isEmpty()) requireMovable(changes.movements());
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

    private void requireMovable(List<Movement> movementsNow) {
        for (Movement movement : movementsNow) {
            InventoryException reason = refused.get(movement.sku());
            if (reason != null) throw reason;
        }
    }

    /** All rows to be written. */
    Rows rows() {
        return new Rows(
                List.copyOf(newRequests),
                newStocks(),
                List.copyOf(newOrders.values()),
                changedStocks(),
                List.copyOf(changedOrders.values()),
                ledger(),
                now);
    }

    private List<NewStock> newStocks() {
        List<NewStock> stocks = new ArrayList<>();
        for (StockLevel old : before.values())
            if (old.version() == 0) stocks.add(new NewStock(nextId(), current(old.sku())));
        return stocks;
    }

    private List<StockDelta> changedStocks() {
        List<StockDelta> deltas = new ArrayList<>(before.size());
        for (StockLevel old : before.values()) {
            if (old.version() == 0) continue;
            StockLevel level = current(old.sku());
            deltas.add(new StockDelta(
                    old.sku(),
                    old.version(),
                    level.available() - old.available(),
                    level.reserved() - old.reserved(),
                    level.version() - old.version()));
        }
        return deltas;
    }

    private StockLevel current(Sku sku) {
        StockLevel level = state.stock(sku);
        if (level == null) throw new IllegalStateException("the stock of SKU " + sku + " moved but is not there");
        return level;
    }

    private List<LedgerEntry> ledger() {
        List<LedgerEntry> entries = new ArrayList<>(movements.size());
        for (Movement movement : movements)
            entries.add(new LedgerEntry(
                    nextId(),
                    movement.sku(),
                    movement.version(),
                    movement.change(),
                    movement.reservedChange(),
                    movement.availableAfter(),
                    movement.reservedAfter(),
                    movement.reason(),
                    movement.note(),
                    movement.refId(),
                    now));
        return entries;
    }

    private UUID nextId() {
        return ids.next(now.toEpochMilli());
    }
}
