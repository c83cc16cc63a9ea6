package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.BALANCE_FOLLOWS;
import static io.inventory.examples.faults.check.Property.STOCK_IS_SUM_OF_LEDGER;
import static io.inventory.examples.faults.check.Property.VERSIONS_WITHOUT_GAP;

import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Stocks and ledger by themselves. */
final class LedgerCheck {
    private LedgerCheck() {}

    static void check(Stored stored, Findings findings) {
        Map<String, List<Entry>> ledgers =
                new HashMap<>(stored.ledger().stream().collect(Collectors.groupingBy(Entry::sku)));
        for (Stored.Stock stock : stored.stocks()) {
            List<Entry> ledger = ledgers.remove(stock.sku());
            checkSku(stock, ledger == null ? List.of() : ledger, findings);
        }
        for (String sku : ledgers.keySet()) findings.add(STOCK_IS_SUM_OF_LEDGER, sku, "has a ledger and no stock");
    }

    private static void checkSku(Stored.Stock stock, List<Entry> ledger, Findings findings) {
        long version = 0;
        long available = 0;
        long reserved = 0;
        long changes = 0;
        long reservedChanges = 0;
        for (Entry entry : ledger) {
            if (entry.version() != version + 1)
                findings.add(VERSIONS_WITHOUT_GAP, stock.sku(), entry.version() + " comes after " + version);
            else if (entry.availableAfter() != available + entry.change()
                    || entry.reservedAfter() != reserved + entry.reservedChange())
                findings.add(
                        BALANCE_FOLLOWS,
                        stock.sku(),
                        entry + " does not follow from " + available + " available and " + reserved + " reserved");
            if (entry.availableAfter() < 0 || entry.reservedAfter() < 0)
                findings.add(STOCK_IS_SUM_OF_LEDGER, stock.sku(), "fell below zero: " + entry);
            version = entry.version();
            available = entry.availableAfter();
            reserved = entry.reservedAfter();
            changes += entry.change();
            reservedChanges += entry.reservedChange();
        }
        if (version != stock.version())
            findings.add(VERSIONS_WITHOUT_GAP, stock.sku(), "has " + stock + " and a ledger up to " + version);
        if (changes != stock.available() || reservedChanges != stock.reserved())
            findings.add(
                    STOCK_IS_SUM_OF_LEDGER,
                    stock.sku(),
                    "has " + stock + ", its changes make " + changes + " and " + reservedChanges);
        if (stock.available() < 0 || stock.reserved() < 0)
            findings.add(STOCK_IS_SUM_OF_LEDGER, stock.sku(), "is below zero: " + stock);
    }
}
