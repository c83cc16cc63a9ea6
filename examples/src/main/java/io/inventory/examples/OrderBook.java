package io.inventory.examples;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The shop's orders and where they stand, moved on by what the inventory tells. Not thread-safe. */
final class OrderBook {
    /** Where an order stands for the shop. */
    enum State {
        /** The inventory has not answered yet. */
        CREATED,
        /** It has its units; the customer is asked to pay. */
        ACCEPTED,
        /** It has its units and is paid. */
        PAID,
        /** It did not get its units. */
        REFUSED,
        /** The customer thought better of it; its units are back. */
        CANCELED;

        boolean isFinal() {
            return switch (this) {
                case CREATED, ACCEPTED -> false;
                case PAID, REFUSED, CANCELED -> true;
            };
        }
    }

    /** One of this many customers whose orders are accepted cancels; the others pay. */
    private static final int CANCEL_ONE_OF = 5;

    private final Map<String, State> states = new LinkedHashMap<>();
    private final Set<String> seenEvents = new HashSet<>();
    private int accepted;
    private int duplicates;

    OrderBook(List<String> orderIds) {
        for (String id : orderIds) states.put(id, State.CREATED);
    }

    /** Takes what the inventory tells; gives what the customer does next, if anything. */
    Optional<ShopEvent> take(ShopEvent event) {
        if (!states.containsKey(event.orderId())) return Optional.empty();
        if (!seenEvents.add(event.id())) {
            duplicates++;
            return Optional.empty();
        }
        switch (event.routingKey()) {
            case "stock.deducted", "stock.reserved" -> {
                states.put(event.orderId(), State.ACCEPTED);
                boolean cancels = ++accepted % CANCEL_ONE_OF == 0;
                return Optional.of(ShopEvent.of(cancels ? "order.canceled" : "order.paid", event.orderId()));
            }
            case "stock.deduct_failed" -> states.put(event.orderId(), State.REFUSED);
            case "stock.confirmed" -> states.put(event.orderId(), State.PAID);
            case "stock.confirm_failed", "stock.rolled_back" -> states.put(event.orderId(), State.CANCELED);
            default -> {}
        }
        return Optional.empty();
    }

    /** Whether nothing more will happen to any order. */
    boolean isComplete() {
        return states.values().stream().allMatch(State::isFinal);
    }

    /** Each order's state, in the order of creation. */
    Map<String, State> states() {
        return Map.copyOf(states);
    }

    /** How many orders are in each state. */
    Map<State, Integer> counts() {
        Map<State, Integer> counts = new EnumMap<>(State.class);
        states.values().forEach(state -> counts.merge(state, 1, Integer::sum));
        return counts;
    }

    /** How many events came more than once, and were dropped. */
    int duplicates() {
        return duplicates;
    }
}
