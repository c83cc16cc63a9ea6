package io.inventory;

import java.time.Instant;
import java.util.List;

/**
 * Reads what the ledger says of many SKUs at a time; those that did not exist then are named. Each is looked up by itself.
 * Refused with {@link ErrorReason#AS_OF_IN_THE_FUTURE} if the time is still to come.
 *
 * @param skus which, 1 to {@link BatchGetStock#SKUS_MAX}; kept sorted and without duplicates
 * @param asOf when, by the store's clock
 */
public record BatchGetStockAsOf(List<Sku> skus, Instant asOf) implements Query<StockBalances> {
    /** @throws InvalidRequestException naming {@code sku_ids} or {@code as_of} */
    public BatchGetStockAsOf {
        skus = new BatchGetStock(skus).skus();
        asOf = new AsOf.Time(asOf).time();
    }
}
