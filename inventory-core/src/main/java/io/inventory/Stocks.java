package io.inventory;

import java.util.List;

/**
 * The stock of the SKUs asked for.
 *
 * @param stocks those that exist, sorted by SKU
 * @param unknown those that do not, sorted
 */
public record Stocks(List<Stock> stocks, List<Sku> unknown) {
    /** Copies the lists. */
    public Stocks {
        stocks = List.copyOf(stocks);
        unknown = List.copyOf(unknown);
    }
}
