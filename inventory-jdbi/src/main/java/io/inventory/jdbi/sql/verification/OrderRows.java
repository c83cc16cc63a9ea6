package io.inventory.jdbi.sql.verification;

import io.inventory.InvalidRequestException;
import io.inventory.OrderId;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.LoadedOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/** Orders by their ids, a few at a time: one may have thousands of lines. */
final class OrderRows {
    private static final int AT_ONCE = 100;

    private final Dialect dialect;
    private final Handle handle;

    OrderRows(Dialect dialect, Handle handle) {
        this.dialect = dialect;
        this.handle = handle;
    }

    /** An id as it is stored, if it is a valid one. */
    static Optional<OrderId> id(String stored) {
        try {
            return Optional.of(new OrderId(stored));
        } catch (InvalidRequestException e) {
            return Optional.empty();
        }
    }

    /**
     * Hands each order over, and drops it.
     *
     * @param ids as they are stored, in any order
     * @param each gets an id, and its order if there is one
     */
    void each(Collection<String> ids, BiConsumer<String, Optional<LoadedOrder>> each) {
        List<String> sorted = List.copyOf(new TreeSet<>(ids));
        for (int i = 0; i < sorted.size(); i += AT_ONCE) {
            List<String> some = sorted.subList(i, Math.min(sorted.size(), i + AT_ONCE));
            Map<String, LoadedOrder> found = find(some);
            for (String id : some) each.accept(id, Optional.ofNullable(found.get(id)));
        }
    }

    private Map<String, LoadedOrder> find(List<String> ids) {
        List<OrderId> valid = new ArrayList<>(ids.size());
        for (String id : ids) id(id).ifPresent(valid::add);
        Map<String, LoadedOrder> found = new HashMap<>();
        if (!valid.isEmpty())
            for (LoadedOrder order :
                    dialect.findOrders(handle, valid.stream().sorted().toList()))
                found.put(order.id().value(), order);
        return found;
    }
}
