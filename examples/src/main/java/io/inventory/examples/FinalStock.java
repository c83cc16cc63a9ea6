package io.inventory.examples;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.inventory.BatchGetStock;
import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.Stocks;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What of each SKU is left, as a CSV file: {@code sku_id,available_stock}, sorted by code point. */
final class FinalStock {
    private FinalStock() {}

    /** Reads the stock of the SKUs, {@link BatchGetStock#SKUS_MAX} a query. */
    static SortedMap<Sku, Long> read(Inventory inventory, SortedSet<Sku> skus) {
        SortedMap<Sku, Long> available = new TreeMap<>();
        List<Sku> all = List.copyOf(skus);
        for (int from = 0; from < all.size(); from += BatchGetStock.SKUS_MAX) {
            Stocks stocks = inventory.stocks(all.subList(from, Math.min(from + BatchGetStock.SKUS_MAX, all.size())));
            for (Stock stock : stocks.stocks()) available.put(stock.sku(), stock.available());
        }
        return available;
    }

    /** Writes it; makes the folder where there is none. */
    static void write(SortedMap<Sku, Long> available, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                CsvWriter csv =
                        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer)) {
            csv.writeRecord("sku_id", "available_stock");
            available.forEach((sku, units) -> csv.writeRecord(sku.value(), Long.toString(units)));
        }
    }
}
