package io.inventory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A reservation ran out, and what it held was given back.
 *
 * @param orderId the order
 * @param givenBack the units, sorted by SKU; never empty
 * @param version the version of the first SKU's ledger entry
 * @param occurredAt when
 */
public record ExpirySignal(OrderId orderId, List<OrderLine> givenBack, long version, Instant occurredAt)
        implements Signal {
    /** @throws IllegalArgumentException if nothing is given back */
    public ExpirySignal {
        givenBack = List.copyOf(givenBack);
        if (givenBack.isEmpty()) throw new IllegalArgumentException("nothing is given back");
    }

    /** That of the event {@code stock.rolled_back} of the order's expiry, whoever brings it. */
    @Override
    public UUID eventId() {
        return NamedId.of(orderId.value(), "rolled_back", "#0");
    }

    @Override
    public Sku sku() {
        return givenBack.get(0).sku();
    }
}
