package io.inventory;

import java.util.List;

/**
 * Reads the stock of many SKUs in one statement.
 *
 * @param skus which, 1 to {@link #SKUS_MAX}; kept sorted and without duplicates
 */
public record BatchGetStock(List<Sku> skus) implements Query<Stocks> {
    /** The most SKUs in one query. */
    public static final int SKUS_MAX = 1_000;

    /** @throws InvalidRequestException naming {@code sku_ids}, if there are none or too many */
    public BatchGetStock {
        if (skus.isEmpty() || skus.size() > SKUS_MAX)
            throw new InvalidRequestException("sku_ids", "must name 1 to " + SKUS_MAX + " SKUs, names " + skus.size());
        skus = skus.stream().distinct().sorted().toList();
    }
}
