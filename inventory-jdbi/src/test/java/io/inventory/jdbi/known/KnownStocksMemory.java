package io.inventory.jdbi.known;

import io.inventory.Sku;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.known.KnownStocks.Loan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints how much heap known stocks take, with SKUs of 20 characters, as batches of 256 leave them: {@code MAX [SKUS]}. */
final class KnownStocksMemory {
    private static final int BATCH = 256;

    private KnownStocksMemory() {}

    public static void main(String[] args) {
        int max = Integer.parseInt(args[0]);
        int skus = args.length > 1 ? Integer.parseInt(args[1]) : max;
        long before = usedBytes();
        KnownStocks stocks = new KnownStocks(max);
        for (int first = 0; first < skus; first += BATCH) {
            List<StockLevel> left = new ArrayList<>();
            for (int i = first; i < Math.min(skus, first + BATCH); i++) left.add(stock(i));
            try (Loan loan = stocks.lend(left.stream().map(StockLevel::sku).toList())) {
                loan.settle(left, true);
            }
        }
        long bytes = usedBytes() - before;
        System.out.printf(
                Locale.ROOT,
                "%,d stocks of %,d SKUs are known: %.1f MB, %d bytes each%n",
                stocks.size(),
                skus,
                bytes / 1e6,
                bytes / stocks.size());
    }

    private static StockLevel stock(int number) {
        Sku sku = new Sku("SKU-" + String.format(Locale.ROOT, "%016d", number));
        return new StockLevel(sku, 100, 0, 0, 0, 2, Instant.ofEpochSecond(number, 1_000));
    }

    /** Once the rest was collected. */
    private static long usedBytes() {
        for (int i = 0; i < 3; i++) System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
