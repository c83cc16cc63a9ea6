package io.inventory.decision;

import io.inventory.AllocateCommand;
import io.inventory.OrderLine;
import io.inventory.Sku;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What orders are short of while reservations hold some of it. If these are overdue, they expire before the orders are
 * decided, by {@link ExpiryChoice}. Not thread-safe.
 */
public final class Shortfall {
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
    Map<Sku, Long> missing() {
        Map<Sku, Long> missing = new TreeMap<>();
        demand.forEach((sku, units) -> {
            StockLevel stock = Objects.requireNonNull(stocks.get(sku));
            long left = sum(units, stock.safetyStock() - stock.available());
            if (left > 0) missing.put(sku, left);
        });
        return missing;
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return b > 0 && sum < a ? Long.MAX_VALUE : sum;
    }
}
