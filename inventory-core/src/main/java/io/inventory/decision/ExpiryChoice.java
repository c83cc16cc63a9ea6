package io.inventory.decision;

import io.inventory.OrderId;
import io.inventory.Sku;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which overdue reservations expire for orders that are short: as many as it takes, those that ran out first. A reservation
 * may give back less than it was found with, or can't expire at all; then it is chosen again, from what was found before.
 * Not thread-safe.
 */
public final class ExpiryChoice {
    /** How many overdue reservations of a SKU are looked at for the orders of one transaction. */
    public static final int RESERVATIONS_MAX = 1_000;

    /** How many of them expire for the orders of one transaction. */
    static final int ORDERS_MAX = 2_000;

    /**
     * How large their lines may be in all, which bounds how long it takes: a reservation may have as many lines as there are
     * in a thousand others. Beyond that, it is one for each SKU.
     */
    static final long LINES_BYTES_MAX = 128 * 1024;

    /** How often is chosen for the orders of one transaction; after the first time only where too little came back. */
    static final int CHOICES_MAX = 4;

    private final List<ReservedUnits> found;
    private final Map<OrderId, Long> bytes;
    private final Set<OrderId> orders = new TreeSet<>();
    /** For which more would have to expire than may. */
    private final Set<Sku> givenUp = new HashSet<>();

    private long bytesChosen;
    private int choices;

    /**
     * A choice among reservations.
     *
     * @param found those that are overdue of each SKU, {@link ReservedUnits#BY_EXPIRY}, {@link #RESERVATIONS_MAX} at most
     * @param bytes how large the lines of these orders are, where that matters
     */
    public ExpiryChoice(List<ReservedUnits> found, Map<OrderId, Long> bytes) {
        this.found = List.copyOf(found);
        this.bytes = Map.copyOf(bytes);
    }

    /**
     * Chooses more of the reservations.
     *
     * @param shortfall what orders are still short of, after all that was chosen before has expired as far as it can
     * @return whether there are more
     */
    public boolean choose(Shortfall shortfall) {
        if (++choices > CHOICES_MAX) return false;
        Map<Sku, Long> missing = shortfall.missing();
        missing.keySet().removeAll(givenUp);
        Set<OrderId> before = Set.copyOf(orders);
        Set<Sku> served = new HashSet<>();
        for (ReservedUnits units : found) {
            long left = missing.getOrDefault(units.sku(), 0L);
            if (left <= 0 || before.contains(units.orderId())) continue;
            if (orders.contains(units.orderId()) || mayAdd(units, served)) {
                if (orders.add(units.orderId())) bytesChosen += bytesOf(units);
                served.add(units.sku());
                missing.put(units.sku(), left - units.quantity());
            } else {
                givenUp.add(units.sku());
                missing.remove(units.sku());
            }
        }
        return orders.size() > before.size();
    }

    /** All that were chosen, sorted: every store lets them expire in the order in which it locks them. */
    public Set<OrderId> orders() {
        return Collections.unmodifiableSet(orders);
    }

    /** @param served the SKUs that have one already */
    private boolean mayAdd(ReservedUnits units, Set<Sku> served) {
        if (orders.size() == ORDERS_MAX) return false;
        return bytesChosen + bytesOf(units) <= LINES_BYTES_MAX || !served.contains(units.sku());
    }

    private long bytesOf(ReservedUnits units) {
        return bytes.getOrDefault(units.orderId(), 0L);
    }
}
