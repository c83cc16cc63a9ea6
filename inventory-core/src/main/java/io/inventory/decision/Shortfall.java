package io.inventory.decision;

import io.inventory.AllocateCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What orders are short of while reservations hold some of it. If these are overdue, they expire before the orders are
 * decided: as many as it takes, those that ran out first. Not thread-safe.
 */
public final class Shortfall {
    /** How many overdue reservations of a SKU are looked at for the orders of one transaction. */
    public static final int RESERVATIONS_MAX = 1_000;

    /** How many of them expire for the orders of one transaction. */
    public static final int ORDERS_MAX = 2_000;

    private final Map<Sku, Long> demand = new TreeMap<>();
    private final Map<Sku, StockLevel> stocks = new HashMap<>();

    /**
     * Adds an order that was refused for units that are not there, as far as reservations hold units of its SKUs. All of its
     * lines count: once it gets what it is short of, it takes the others too, which orders after it had.
     *
     * @param state as all decisions left it
     */
    public void add(AllocateCommand<?> command, WorkingSet state) {
        for (OrderLine line : command.lines()) {
            StockLevel stock = state.stock(line.sku());
            if (stock == null || stock.reserved() == 0) continue;
            stocks.put(line.sku(), stock);
            demand.merge(line.sku(), line.quantity(), Shortfall::sum);
        }
    }

    /** The SKUs that are short of units while reservations hold some, sorted; none if no reservation can help. */
    public List<Sku> skus() {
        return List.copyOf(missing().keySet());
    }

    /** What has to come back of each SKU: what is missing from the safety stock comes first. */
    private Map<Sku, Long> missing() {
        Map<Sku, Long> missing = new TreeMap<>();
        demand.forEach((sku, units) -> {
            StockLevel stock = Objects.requireNonNull(stocks.get(sku));
            long left = sum(units, stock.safetyStock() - stock.available());
            if (left > 0) missing.put(sku, left);
        });
        return missing;
    }

    /**
     * The reservations that are to expire, sorted: every store lets them expire in the order in which it locks them.
     *
     * @param overdue those of each SKU, {@link ReservedUnits#BY_EXPIRY}, {@link #RESERVATIONS_MAX} a SKU at most
     */
    public Set<OrderId> orders(List<ReservedUnits> overdue) {
        Map<Sku, Long> missing = missing();
        Set<OrderId> orders = new TreeSet<>();
        for (ReservedUnits reserved : overdue) {
            long left = missing.getOrDefault(reserved.sku(), 0L);
            if (left <= 0) continue;
            if (orders.size() == ORDERS_MAX) break;
            orders.add(reserved.orderId());
            missing.put(reserved.sku(), left - reserved.quantity());
        }
        return orders;
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return b > 0 && sum < a ? Long.MAX_VALUE : sum;
    }
}
