package io.inventory;

import java.util.List;

/**
 * The balances of many SKUs at a time or version.
 *
 * @param balances of those that existed then, sorted by SKU
 * @param unknown those that did not exist then, sorted
 */
public record StockBalances(List<StockBalance> balances, List<Sku> unknown) {
    /** Copies the lists. */
    public StockBalances {
        balances = List.copyOf(balances);
        unknown = List.copyOf(unknown);
    }
}
