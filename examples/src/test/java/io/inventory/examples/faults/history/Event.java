package io.inventory.examples.faults.history;

import java.util.List;
import java.util.Set;

/**
 * An event as it was received, each time that it was.
 *
 * @param routingKey what it is
 * @param id its event id
 * @param cause the message that it answers; empty for a signal
 * @param subject the order; of an edge of a SKU's stock the SKU
 * @param part the rollback id; of an edge the stock's version; else empty
 * @param answer what it says, in the form of {@link Operation#answer}; of an edge its kind
 * @param units what was taken or given back; of an edge how many units of the SKU are available then; else empty
 * @param isExpiry whether it says that a reservation ran out
 * @param fingerprint of the whole: what has another one says something else
 * @param receivedNanos when it came, by the clock of {@link Operation}
 */
public record Event(
        String routingKey,
        String id,
        String cause,
        String subject,
        String part,
        String answer,
        List<Units> units,
        boolean isExpiry,
        long fingerprint,
        long receivedNanos) {
    private static final Set<String> EDGES = Set.of("stock.sold_out", "stock.back", "stock.low", "stock.recovered");

    /** Copies the list. */
    public Event {
        units = List.copyOf(units);
    }

    /** Whether it says that the stock of a SKU crossed a line. */
    public boolean isEdge() {
        return EDGES.contains(routingKey);
    }
}
