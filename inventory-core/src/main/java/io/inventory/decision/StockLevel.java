package io.inventory.decision;

import io.inventory.Sku;
import io.inventory.StockBalance;
import java.time.Instant;

/**
 * What a decision needs to know of a stock.
 *
 * @param sku the SKU
 * @param available the units that are there and not held, 0 or more
 * @param reserved the units held, 0 or more
 * @param safetyStock the available units that no order may take, 0 or more
 * @param lowThreshold the sellable units at or below which the SKU is low; 0 for never
 * @param version the version of its newest ledger entry, from 1
 * @param updatedAt when that was written
 */
public record StockLevel(
        Sku sku, long available, long reserved, long safetyStock, long lowThreshold, long version, Instant updatedAt) {
    /** A SKU that does not exist. */
    static StockLevel none(Sku sku) {
        return new StockLevel(sku, 0, 0, 0, 0, 0, Instant.EPOCH);
    }

    /** The units that an order may take, 0 or more. */
    public long sellable() {
        return Availability.sellable(available, safetyStock);
    }

    /** Whether the sellable units are at the threshold or below. */
    boolean isLow() {
        return lowThreshold > 0 && sellable() <= lowThreshold;
    }

    /** What its newest ledger entry left. */
    public StockBalance balance() {
        return new StockBalance(sku, available, reserved, version, updatedAt);
    }

    /** With other balances, one version later. The times of a ledger never go back, whatever the clock does. */
    StockLevel next(long availableNow, long reservedNow, Instant now) {
        return new StockLevel(sku, availableNow, reservedNow, safetyStock, lowThreshold, version + 1, latest(now));
    }

    /** With another policy, one version later. */
    StockLevel next(Instant now, long safetyStockNow, long lowThresholdNow) {
        return new StockLevel(sku, available, reserved, safetyStockNow, lowThresholdNow, version + 1, latest(now));
    }

    private Instant latest(Instant now) {
        return now.isBefore(updatedAt) ? updatedAt : now;
    }
}
