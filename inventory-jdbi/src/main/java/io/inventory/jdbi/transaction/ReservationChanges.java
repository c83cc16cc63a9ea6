package io.inventory.jdbi.transaction;

import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.ReservedUnits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which rows lead from SKUs to the reservations that hold units of them, before and after orders change. Not thread-safe. */
final class ReservationChanges {
    private final Map<OrderId, OrderRecord> before = new HashMap<>();
    private final List<ReservedUnits> held = new ArrayList<>();
    private final List<ReservedUnits> freed = new ArrayList<>();

    /** An order as it was loaded. */
    void loaded(OrderRecord order) {
        if (order.status() == OrderStatus.RESERVED) before.put(order.id(), order);
    }

    /** An order as it is to be written. */
    void written(OrderRecord order) {
        OrderRecord old = before.get(order.id());
        if (old == null && order.status() != OrderStatus.RESERVED) return;
        Map<Sku, ReservedUnits> now = units(order);
        Map<Sku, ReservedUnits> then = old == null ? Map.of() : units(old);
        now.forEach((sku, units) -> {
            if (!units.equals(then.get(sku))) held.add(units);
        });
        then.forEach((sku, units) -> {
            if (!now.containsKey(sku)) freed.add(units);
        });
    }

    /**
     * Rows that led to an order, to be deleted if it holds nothing: somebody else changed it without them.
     *
     * @param order null if it is not there; one that can't be read may hold units, and its rows stay
     */
    void stale(List<ReservedUnits> found, @Nullable OrderRecord order) {
        if (order == null || (order.status() != OrderStatus.RESERVED && !before.containsKey(order.id())))
            freed.addAll(found);
    }

    /** The rows to be put. */
    List<ReservedUnits> held() {
        return List.copyOf(held);
    }

    /** The rows to be deleted. */
    List<ReservedUnits> freed() {
        return List.copyOf(freed);
    }

    /** What the order holds, in the order of its lines, which have each SKU once. */
    private static Map<Sku, ReservedUnits> units(OrderRecord order) {
        Instant expiresAt = order.expiresAt();
        // one without an end never runs out
        if (order.status() != OrderStatus.RESERVED || expiresAt == null) return Map.of();
        Map<Sku, ReservedUnits> units = new LinkedHashMap<>();
        for (LineRecord line : order.lines())
            if (line.outstanding() > 0)
                units.put(line.sku(), new ReservedUnits(line.sku(), order.id(), line.outstanding(), expiresAt));
        return units;
    }
}
