package io.inventory.decision;

import io.inventory.CountStock;
import io.inventory.Sku;
import java.time.Instant;

/** A SKU and a time in the past. */
public record BalanceKey(Sku sku, Instant asOf) {
    /** What a stock-taking is held against. */
    public static BalanceKey of(CountStock command) {
        return new BalanceKey(command.sku(), command.asOf());
    }
}
