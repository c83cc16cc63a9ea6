package io.inventory.jdbi.transaction;

import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Signal;
import io.inventory.Sku;
import io.inventory.decision.Changes;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.Movement;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RequestRecord;
import io.inventory.decision.ReservedUnits;
import io.inventory.decision.Signals;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import io.inventory.jdbi.sql.Dialect.NewStock;
import io.inventory.jdbi.sql.Dialect.Rows;
import io.inventory.jdbi.sql.Dialect.StockDelta;
import io.inventory.jdbi.transaction.LedgerCheck.Ahead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Collects the changes that a list of commands makes: each order and stock once, in final form, sorted. */
final class UnitOfWork {
    private final WorkingSet state;
    private final Instant now;
    private final LedgerIds ids;
    private final Ahead ahead;
    private final ReservationChanges reservations = new ReservationChanges();
    private final Set<OrderId> recorded = new HashSet<>();
    private final Map<OrderId, OrderRecord> newOrders = new TreeMap<>();
    private final Map<OrderId, OrderRecord> changedOrders = new TreeMap<>();
    private final List<RequestRecord> newRequests = new ArrayList<>();
    private final Map<Sku, StockLevel> before = new TreeMap<>();
    /** How far the sellable units of a SKU fell below those at the beginning, right after an order took some. */
    private final Map<Sku, Long> lowest = new HashMap<>();

    private final List<Movement> movements = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>(0);

    /**
     * @param state as it was loaded; it is brought forward by the one who decides
     * @param ahead what must not be written
     */
    UnitOfWork(WorkingSet state, Instant now, LedgerIds ids, Ahead ahead) {
        this.state = state;
        this.now = now;
        this.ids = ids;
        this.ahead = ahead;
        for (OrderRecord order : state.orders()) {
            recorded.add(order.id());
            reservations.loaded(order);
        }
    }

    /** The time that all its rows are written with. */
    Instant now() {
        return now;
    }

    /**
     * Adds the changes of the next decision; if it throws, none of them.
     *
     * @throws InventoryException if there is something among them that must not be written
     */
    void add(Changes changes) {
        List<Signal> told = Signals.of(changes);
        ahead.requireNone(changes.movements(), told);
        OrderRecord order = changes.order();
        if (order != null) (recorded.contains(order.id()) ? changedOrders : newOrders).put(order.id(), order);
        if (changes.request() != null) newRequests.add(changes.request());
        for (Movement movement : changes.movements()) {
            before.putIfAbsent(movement.sku(), movement.before());
            if (order != null
                    && movement.after().available() < movement.before().available())
                lowest.merge(movement.sku(), fall(movement), Math::min);
        }
        movements.addAll(changes.movements());
        signals.addAll(told);
    }

    /**
     * Of what may be sold, since the beginning, also by a policy that keeps more from orders. Added to what could be sold
     * then, it has the right sign, also where it is more than a number can say.
     */
    private long fall(Movement movement) {
        StockLevel first = Objects.requireNonNull(before.get(movement.sku()));
        long available = movement.after().available() - first.available();
        long safety = movement.after().safetyStock() - first.safetyStock();
        long fall = available - safety;
        boolean overflows = ((available ^ safety) & (available ^ fall)) < 0;
        if (!overflows) return fall;
        return available < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** The rows that led to orders, which were read or are not there; those of orders that hold nothing are deleted. */
    void addStale(List<ReservedUnits> found) {
        for (ReservedUnits row : found) reservations.stale(List.of(row), state.order(row.orderId()));
    }

    /** All rows to be written. */
    Rows rows() {
        newOrders.values().forEach(reservations::written);
        changedOrders.values().forEach(reservations::written);
        return new Rows(
                List.copyOf(newRequests),
                newStocks(),
                List.copyOf(newOrders.values()),
                changedStocks(),
                policies(),
                List.copyOf(changedOrders.values()),
                reservations.held(),
                reservations.freed(),
                ledger(),
                List.copyOf(signals),
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
                    old,
                    level.available() - old.available(),
                    level.reserved() - old.reserved(),
                    level.version() - old.version(),
                    lowest.get(old.sku())));
        }
        return deltas;
    }

    private List<StockLevel> policies() {
        List<StockLevel> policies = new ArrayList<>(0);
        for (StockLevel old : before.values()) {
            StockLevel level = current(old.sku());
            if (level.safetyStock() != old.safetyStock() || level.lowThreshold() != old.lowThreshold())
                policies.add(level);
        }
        return policies;
    }

    private StockLevel current(Sku sku) {
        StockLevel level = state.stock(sku);
        if (level == null) throw new IllegalStateException("the stock of SKU " + sku + " moved but is not there");
        return level;
    }

    private List<LedgerEntry> ledger() {
        List<LedgerEntry> entries = new ArrayList<>(movements.size());
        for (Movement movement : movements) entries.add(movement.entry(nextId()));
        return entries;
    }

    private UUID nextId() {
        return ids.next(now.toEpochMilli());
    }
}
