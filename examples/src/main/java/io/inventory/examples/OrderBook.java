package io.inventory.examples;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
        CANCELED,
        /** The customer never paid; its units came back by themselves. */
        EXPIRED;

        boolean isFinal() {
            return switch (this) {
                case CREATED, ACCEPTED -> false;
                case PAID, REFUSED, CANCELED, EXPIRED -> true;
            };
        }
    }

    /** One of this many customers whose orders are accepted cancels; the others pay. */
    private static final int CANCEL_ONE_OF = 5;

    private final Map<String, State> states = new LinkedHashMap<>();
    private final Set<String> seenEvents = new HashSet<>();
    private final Set<String> unpaid = new HashSet<>();
    private final Map<String, Integer> edges = new TreeMap<>();
    private final int unpaidOneOf;
    private int accepted;
    private int reserved;
    private int duplicates;

    OrderBook(List<String> orderIds) {
        this(orderIds, 0);
    }

    /** @param unpaidOneOf one of this many customers whose units are reserved never pays; 0 for none */
    OrderBook(List<String> orderIds, int unpaidOneOf) {
        this.unpaidOneOf = unpaidOneOf;
        for (String id : orderIds) states.put(id, State.CREATED);
    }

    /** Takes what the inventory tells; gives what the customer does next, if anything. */
    Optional<ShopEvent> take(ShopEvent event) {
        boolean edge = isEdge(event);
        if (!edge && !states.containsKey(event.subject())) return Optional.empty();
        if (!seenEvents.add(event.id())) {
            duplicates++;
            return Optional.empty();
        }
        if (edge) {
            edges.merge(event.routingKey(), 1, Integer::sum);
            return Optional.empty();
        }
        return takeOutcome(event.routingKey(), event.subject());
    }

    /** Whether it tells of a SKU that sold out, came back and so on, whichever orders did that. */
    private static boolean isEdge(ShopEvent event) {
        return switch (event.routingKey()) {
            case "stock.sold_out", "stock.back", "stock.low", "stock.recovered" -> true;
            default -> false;
        };
    }

    private Optional<ShopEvent> takeOutcome(String outcome, String orderId) {
        switch (outcome) {
            case "stock.deducted" -> {
                return accepted(orderId);
            }
            case "stock.reserved" -> {
                if (unpaidOneOf == 0 || ++reserved % unpaidOneOf != 0) return accepted(orderId);
                states.put(orderId, State.ACCEPTED);
                unpaid.add(orderId);
            }
            case "stock.deduct_failed" -> states.put(orderId, State.REFUSED);
            case "stock.confirmed" -> states.put(orderId, State.PAID);
            case "stock.rolled_back" -> states.put(orderId, unpaid.contains(orderId) ? State.EXPIRED : State.CANCELED);
            case "stock.confirm_failed" -> states.put(orderId, State.CANCELED);
            default -> {}
        }
        return Optional.empty();
    }

    private Optional<ShopEvent> accepted(String orderId) {
        states.put(orderId, State.ACCEPTED);
        boolean cancels = ++accepted % CANCEL_ONE_OF == 0;
        return Optional.of(ShopEvent.of(cancels ? "order.canceled" : "order.paid", orderId));
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

    /** How many SKUs were said to sell out, come back and so on, by routing key. */
    Map<String, Integer> edges() {
        return Map.copyOf(edges);
    }

    /** How many events came more than once, and were dropped. */
    int duplicates() {
        return duplicates;
    }
}
