package io.inventory.examples.faults.history;

/**
 * An event as it was received, each time that it was.
 *
 * @param routingKey what it is
 * @param id its event id
 * @param cause the message that it answers; empty for a signal
 * @param subject the order; of an edge of a SKU's stock the SKU
 * @param part the rollback id; of an edge the stock's version; else empty
 * @param answer what it says, in the form of {@link Operation#answer}; of an edge its kind
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
        boolean isExpiry,
        long fingerprint,
        long receivedNanos) {}
