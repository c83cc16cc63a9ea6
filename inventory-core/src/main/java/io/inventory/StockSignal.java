package io.inventory;

import java.time.Instant;
import java.util.UUID;

/**
 * A SKU's sellable units crossed an edge. That a SKU is created crosses none.
 *
 * @param kind which
 * @param sku the SKU
 * @param available the units that are there and not held, after it
 * @param reserved the units held, after it
 * @param sellable the units that orders may take, after it: those available without the safety stock
 * @param versionBefore the version of the stock before the change
 * @param version its version since
 * @param occurredAt when
 */
public record StockSignal(
        StockSignalKind kind,
        Sku sku,
        long available,
        long reserved,
        long sellable,
        long versionBefore,
        long version,
        Instant occurredAt)
        implements Signal {
    @Override
    public UUID eventId() {
        return NamedId.of(sku.value(), "signal", Long.toString(version), kind.name());
    }
}
