package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Units;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the database holds, found by order or request. */
final class Recorded {
    private final Map<String, List<Entry>> entries;
    private final Map<String, Stored.Order> orders;

    Recorded(Stored stored) {
        entries = stored.ledger().stream().collect(Collectors.groupingBy(Entry::ref));
        orders = stored.orders().stream()
                .collect(Collectors.toMap(Stored.Order::id, Function.identity(), (one, other) -> one));
    }

    List<Entry> entries(String ref) {
        return entries.getOrDefault(ref, List.of());
    }

    /** The orders and requests that the ledger names. */
    Set<String> refs() {
        return entries.keySet();
    }

    Optional<Stored.Order> order(String id) {
        return Optional.ofNullable(orders.get(id));
    }

    Set<String> orderIds() {
        return orders.keySet();
    }

    /** By the rollback of that id; without an id also what an order gave back because its time was over. */
    List<Units> givenBack(String order, String rollbackId) {
        if (rollbackId.isEmpty() && status(order).equals("EXPIRED"))
            return entries(order).stream()
                    .filter(entry -> entry.reason().equals("reservation_expired"))
                    .map(entry -> new Units(entry.sku(), entry.change()))
                    .toList();
        return order(order).map(Stored.Order::rollbacks).orElse(List.of()).stream()
                .filter(rollback -> rollback.id().equals(rollbackId))
                .flatMap(rollback -> rollback.units().stream())
                .toList();
    }

    /** That of the order, or that it is not there. */
    String status(String order) {
        return order(order).map(Stored.Order::status).orElse("not there");
    }
}
