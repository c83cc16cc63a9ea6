package io.inventory.client.cli.csv;

import io.inventory.BatchGetStockAsOf;
import io.inventory.ErrorReason;
import io.inventory.ImportItem;
import io.inventory.Inventory;
import io.inventory.RefusedException;
import io.inventory.Sku;
import io.inventory.StockBalance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger says of the times at which SKUs were counted. Not thread-safe. */
final class PastStocks {
    private final Inventory inventory;
    private final Map<Sku, StockBalance> balances = new HashMap<>();
    private final Set<Sku> refused = new HashSet<>();

    private PastStocks(Inventory inventory) {
        this.inventory = inventory;
    }

    /**
     * Asks for the times of all counts; usually there is one.
     *
     * @param items of different SKUs
     * @throws io.inventory.InventoryException if the inventory does not answer
     */
    static PastStocks of(Inventory inventory, List<ImportItem> items) {
        Map<Instant, List<Sku>> skus = new LinkedHashMap<>();
        for (ImportItem item : items)
            if (item instanceof ImportItem.Count count)
                skus.computeIfAbsent(count.asOf(), time -> new ArrayList<>()).add(count.sku());
        PastStocks past = new PastStocks(inventory);
        skus.forEach(past::ask);
        return past;
    }

    /** One whose ledger is not kept that far back has all of them refused, so that it has to be found. */
    private void ask(Instant time, List<Sku> skus) {
        try {
            inventory
                    .execute(new BatchGetStockAsOf(skus, time))
                    .balances()
                    .forEach(balance -> balances.put(balance.sku(), balance));
        } catch (RefusedException e) {
            if (skus.size() == 1 || e.reason() != ErrorReason.HISTORY_PRUNED) {
                refused.addAll(skus);
                return;
            }
            int half = skus.size() / 2;
            ask(time, skus.subList(0, half));
            ask(time, skus.subList(half, skus.size()));
        }
    }

    /** Whether a count of it at that time would be refused for the time. */
    boolean isRefused(Sku sku) {
        return refused.contains(sku);
    }

    /** What there was; null if it did not exist then. */
    @Nullable
    StockBalance balance(Sku sku) {
        return balances.get(sku);
    }
}
