package io.inventory.examples.load;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.LedgerEntry;
import io.inventory.Sku;
import io.inventory.Stock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Shows from what the inventory says that not a unit is missing after a load. */
final class StockProof {
    private static final int SETTLED_AT_ONCE = 500;

    private final Inventory inventory;
    private final boolean truncated;

    /** @param truncated whether the ledgers have lost their first entries */
    StockProof(Inventory inventory, boolean truncated) {
        this.inventory = inventory;
        this.truncated = truncated;
    }

    /** Available units of all SKUs named. */
    Map<Sku, Long> available(List<Sku> skus) {
        Set<Sku> named = Set.copyOf(skus);
        return inventory
                .stocks()
                .filter(stock -> named.contains(stock.sku()))
                .collect(Collectors.toMap(Stock::sku, Stock::available));
    }

    /** Asks again for the orders whose answers were lost: the recorded answer comes, or the order is made now. */
    void settle(Tally tally) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        while (!tally.unanswered.isEmpty()) {
            for (int i = 0; i < SETTLED_AT_ONCE; i++) {
                Deduct order = tally.unanswered.poll();
                if (order == null) break;
                answers.add(inventory.submit(order).thenAccept(outcome -> {
                    if (outcome instanceof DeductOutcome.Deducted)
                        tally.units.add(order.lines().size());
                }));
            }
            answers.forEach(CompletableFuture::join);
            answers.clear();
        }
    }

    /** Follows the ledger of one SKU from its newest entry to its first; returns what is wrong, or nothing. */
    Optional<String> brokenLedger(Sku sku, long entriesMax) {
        Stock stock = inventory.stocks(List.of(sku)).stocks().get(0);
        long version = stock.version();
        long available = stock.available();
        long reserved = stock.reserved();
        long seen = 0;
        Iterator<LedgerEntry> entries = inventory.ledger(sku).iterator();
        while (entries.hasNext() && seen < entriesMax) {
            LedgerEntry entry = entries.next();
            if (entry.version() != version || entry.availableAfter() != available || entry.reservedAfter() != reserved)
                return Optional.of("SKU " + sku + ": entry " + entry.version() + " does not lead to the one after it");
            version--;
            available -= entry.change();
            reserved -= entry.reservedChange();
            seen++;
        }
        boolean whole = !truncated && !entries.hasNext();
        return whole && (version != 0 || available != 0 || reserved != 0)
                ? Optional.of("SKU " + sku + ": the ledger does not begin with nothing")
                : Optional.empty();
    }
}
