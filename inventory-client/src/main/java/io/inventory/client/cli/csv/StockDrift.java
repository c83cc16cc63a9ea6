package io.inventory.client.cli.csv;

import io.inventory.ImportItem;
import io.inventory.Inventory;
import io.inventory.Page;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockBalance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a line of a file differs from the inventory, which is only read.
 *
 * @param line the line; 0 of what the file does not have
 * @param sku its SKU
 * @param finding how it differs, if it does
 * @param file the number in the file, if it has the SKU
 * @param inventory the number that the inventory has for it, if it has the SKU: the available units; of a count, those available and
 *     reserved at that time
 */
public record StockDrift(long line, Sku sku, Finding finding, OptionalLong file, OptionalLong inventory) {
    /** How many lines are compared at once. */
    static final int LINES = Page.SIZE_MAX;

    /** How a line differs. */
    public enum Finding {
        /** It does not: a set or a count would change nothing. */
        SAME,
        /** The numbers differ; a set or count would make them the same, an adjustment adds its own. */
        DIFFERS,
        /** There is no such SKU, or was not at that time: create would begin to stock it, all others be refused. */
        UNKNOWN,
        /** It is stocked, with the same number or another: a create would be refused. */
        EXISTS,
        /** An adjustment, or a count, would leave less than nothing or more than there can be, and be refused. */
        OUT_OF_RANGE,
        /** A count is of a time that is still to come, or of which the ledger is not kept any more, and would be refused. */
        TIME_REFUSED,
        /** It is stocked, and the file has no line for it: nothing would be done. */
        NOT_IN_FILE
    }

    /** What a set or a count would change it by; empty where it would not, or where that is not known. */
    public OptionalLong difference(ImportMode mode) {
        boolean known = finding == Finding.DIFFERS && mode != ImportMode.ADJUST;
        return known ? OptionalLong.of(file.getAsLong() - inventory.getAsLong()) : OptionalLong.empty();
    }

    /** Whether an import would refuse the line, as things stand. */
    public boolean isRefused(ImportMode mode) {
        return switch (finding) {
            case SAME, DIFFERS, NOT_IN_FILE -> false;
            case UNKNOWN -> mode != ImportMode.CREATE;
            case EXISTS, OUT_OF_RANGE, TIME_REFUSED -> true;
        };
    }

    /**
     * Compares all lines, in their order, a thousand at a time; each read is as of its own time.
     *
     * @param drifts is given each line, also those that are the same
     * @throws io.inventory.InventoryException if the inventory does not answer
     */
    public static void compare(Inventory inventory, Iterator<ImportItem> items, Consumer<StockDrift> drifts) {
        List<ImportItem> batch = new ArrayList<>(LINES);
        while (items.hasNext()) {
            batch.add(items.next());
            if (batch.size() == LINES || !items.hasNext()) {
                compare(inventory, batch).forEach(drifts);
                batch.clear();
            }
        }
    }

    /**
     * Finds what the inventory has, as of one time, and the file does not.
     *
     * @param drifts is given each of them, sorted by SKU
     * @throws io.inventory.InventoryException if the inventory does not answer
     */
    public static void notInFile(Inventory inventory, StockCsvFile file, Consumer<StockDrift> drifts) {
        boolean counts = file.format().mode() == ImportMode.COUNT;
        try (Stream<Stock> stocks = inventory.exportStocks()) {
            stocks.filter(stock -> !file.has(stock.sku()))
                    .forEach(stock -> drifts.accept(new StockDrift(
                            0,
                            stock.sku(),
                            Finding.NOT_IN_FILE,
                            OptionalLong.empty(),
                            OptionalLong.of(counts ? stock.available() + stock.reserved() : stock.available()))));
        }
    }

    private static List<StockDrift> compare(Inventory inventory, List<ImportItem> batch) {
        Map<Sku, Stock> stocks = new HashMap<>();
        inventory
                .stocks(batch.stream().map(ImportItem::sku).toList())
                .stocks()
                .forEach(stock -> stocks.put(stock.sku(), stock));
        PastStocks past = PastStocks.of(inventory, batch);
        return batch.stream()
                .map(item -> drift(item, stocks.get(item.sku()), past))
                .toList();
    }

    private static StockDrift drift(ImportItem item, @Nullable Stock stock, PastStocks past) {
        if (item instanceof ImportItem.Create create)
            return stock == null
                    ? unknown(item, create.available())
                    : found(item, Finding.EXISTS, create.available(), stock.available());
        if (item instanceof ImportItem.Set set)
            return stock == null ? unknown(item, set.available()) : compared(item, set.available(), stock.available());
        if (item instanceof ImportItem.Adjust adjust) {
            if (stock == null) return unknown(item, adjust.delta());
            Finding finding = canBeChanged(stock, adjust.delta()) ? Finding.DIFFERS : Finding.OUT_OF_RANGE;
            return found(item, finding, adjust.delta(), stock.available());
        }
        ImportItem.Count count = (ImportItem.Count) item;
        if (past.isRefused(count.sku()))
            return new StockDrift(
                    item.number(),
                    item.sku(),
                    Finding.TIME_REFUSED,
                    OptionalLong.of(count.counted()),
                    OptionalLong.empty());
        StockBalance balance = past.balance(count.sku());
        if (stock == null || balance == null) return unknown(item, count.counted());
        long then = balance.available() + balance.reserved();
        if (!canBeChanged(stock, count.counted() - then))
            return found(item, Finding.OUT_OF_RANGE, count.counted(), then);
        return compared(item, count.counted(), then);
    }

    private static boolean canBeChanged(Stock stock, long by) {
        long after = stock.available() + by;
        boolean overflows = by > 0 && after < stock.available();
        return after >= 0 && !overflows;
    }

    private static StockDrift unknown(ImportItem item, long file) {
        return new StockDrift(item.number(), item.sku(), Finding.UNKNOWN, OptionalLong.of(file), OptionalLong.empty());
    }

    private static StockDrift compared(ImportItem item, long file, long inventory) {
        return found(item, file == inventory ? Finding.SAME : Finding.DIFFERS, file, inventory);
    }

    private static StockDrift found(ImportItem item, Finding finding, long file, long inventory) {
        return new StockDrift(item.number(), item.sku(), finding, OptionalLong.of(file), OptionalLong.of(inventory));
    }
}
