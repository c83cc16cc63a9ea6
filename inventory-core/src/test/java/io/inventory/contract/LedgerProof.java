package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.BatchGetStock;
import io.inventory.Inventory;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.Stocks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Proves stock from its ledger, through the public interface alone. To be called when nothing changes the SKUs. */
public final class LedgerProof {
    private LedgerProof() {}

    /**
     * Asserts for each SKU, of up to {@link BatchGetStock#SKUS_MAX}, that its ledger begins with its creation, that the versions run
     * from 1 without a gap, that each balance is the one before plus the change and never below zero, and that the last one is
     * the stock.
     */
    public static void assertProves(Inventory inventory, Collection<Sku> skus) {
        if (skus.isEmpty()) return;
        Stocks stocks = inventory.stocks(List.copyOf(skus));
        assertThat(stocks.unknown()).as("SKUs without a stock").isEmpty();
        for (Stock stock : stocks.stocks()) assertProves(stock, entries(inventory, stock.sku()));
    }

    /** Asserts the same of a stock and its entries, oldest first, that were read when nothing changed it. */
    static void assertProves(Stock stock, List<LedgerEntry> entries) {
        long version = 0;
        long available = 0;
        long reserved = 0;
        for (LedgerEntry entry : entries) {
            version++;
            available = Math.addExact(available, entry.change());
            reserved = Math.addExact(reserved, entry.reservedChange());
            assertThat(entry.sku()).isEqualTo(stock.sku());
            assertThat(entry.version()).as("version of %s", entry).isEqualTo(version);
            assertThat(entry.availableAfter()).as("available after %s", entry).isEqualTo(available);
            assertThat(entry.reservedAfter()).as("reserved after %s", entry).isEqualTo(reserved);
            assertThat(Math.min(available, reserved))
                    .as("balances after %s", entry)
                    .isNotNegative();
            assertThat(entry.reason() == LedgerReason.INITIALIZED)
                    .as("reason of %s", entry)
                    .isEqualTo(version == 1);
        }
        assertThat(version)
                .as("version of %s", stock)
                .isEqualTo(stock.version())
                .isPositive();
        assertThat(available).as("available of %s", stock).isEqualTo(stock.available());
        assertThat(reserved).as("reserved of %s", stock).isEqualTo(stock.reserved());
    }

    /** All ledger entries of a SKU, oldest first. */
    public static List<LedgerEntry> entries(Inventory inventory, Sku sku) {
        return oldestFirst(inventory.ledger(sku));
    }

    /** All ledger entries that an order made, oldest first. */
    public static List<LedgerEntry> entries(Inventory inventory, OrderId orderId) {
        return oldestFirst(inventory.ledger(orderId));
    }

    private static List<LedgerEntry> oldestFirst(Stream<LedgerEntry> newestFirst) {
        List<LedgerEntry> entries = new ArrayList<>(newestFirst.toList());
        Collections.reverse(entries);
        return entries;
    }
}
