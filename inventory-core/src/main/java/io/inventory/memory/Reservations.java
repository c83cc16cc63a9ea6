package io.inventory.memory;

import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.decision.ExpiryChoice;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.ReservedUnits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Which reservations hold units of which SKU, and until when. Not thread-safe. */
final class Reservations {
    private final Map<OrderId, List<ReservedUnits>> byOrder = new HashMap<>();
    private final Map<Sku, NavigableSet<ReservedUnits>> bySku = new HashMap<>();
    private final NavigableSet<ReservedUnits> all =
            new TreeSet<>(ReservedUnits.BY_EXPIRY.thenComparing(ReservedUnits::sku));

    /** The order is now as given. */
    void put(OrderRecord order) {
        for (ReservedUnits old : byOrder.getOrDefault(order.id(), List.of())) {
            all.remove(old);
            bySku.getOrDefault(old.sku(), new TreeSet<>(ReservedUnits.BY_EXPIRY))
                    .remove(old);
        }
        List<ReservedUnits> held = new ArrayList<>();
        if (order.status() == OrderStatus.RESERVED && order.expiresAt() != null)
            for (LineRecord line : order.lines())
                if (line.outstanding() > 0)
                    held.add(new ReservedUnits(line.sku(), order.id(), line.outstanding(), order.expiresAt()));
        if (held.isEmpty()) byOrder.remove(order.id());
        else byOrder.put(order.id(), held);
        all.addAll(held);
        for (ReservedUnits units : held)
            bySku.computeIfAbsent(units.sku(), sku -> new TreeSet<>(ReservedUnits.BY_EXPIRY))
                    .add(units);
    }

    /** Those that hold units of a SKU, the first to run out first. */
    List<ReservedUnits> of(Sku sku) {
        return List.copyOf(bySku.getOrDefault(sku, new TreeSet<>(ReservedUnits.BY_EXPIRY)));
    }

    /** Those that are overdue and hold units of one of the SKUs, by SKU, the first to run out first. */
    List<ReservedUnits> overdue(List<Sku> skus, Instant now) {
        Comparator<ReservedUnits> order = ReservedUnits.BY_EXPIRY;
        return skus.stream()
                .flatMap(sku -> bySku.getOrDefault(sku, new TreeSet<>(order)).stream()
                        .takeWhile(units -> !units.expiresAt().isAfter(now))
                        .limit(ExpiryChoice.RESERVATIONS_MAX))
                .toList();
    }

    /** The orders that are overdue, the first to run out first. */
    List<OrderId> overdue(Instant now, int ordersMax) {
        Set<OrderId> orders = new LinkedHashSet<>();
        for (ReservedUnits units : all) {
            if (units.expiresAt().isAfter(now) || orders.size() == ordersMax) break;
            orders.add(units.orderId());
        }
        return List.copyOf(orders);
    }
}
