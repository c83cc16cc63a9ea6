package io.inventory.jdbi;

import io.inventory.decision.StockLevel;
import io.inventory.jdbi.known.KnownStocks;
import java.util.concurrent.ThreadLocalRandom;

/** What an inventory remembers of stocks, in tests that run with each. */
public enum StockMemory {
    /** It locks whatever it decides about. */
    NONE,
    /** It decides from known stock where it can. */
    RIGHT,
    /** The same, with half of the stocks wrong; its time runs 10,000 times as fast, so that it trusts itself again at once. */
    HALF_WRONG;

    private static final int KNOWN = 1_000;

    /** A new one. */
    public KnownStocks stocks() {
        return switch (this) {
            case NONE -> new KnownStocks(0);
            case RIGHT -> new KnownStocks(KNOWN);
            case HALF_WRONG -> new KnownStocks(KNOWN, StockMemory::distorted, () -> System.nanoTime() * 10_000);
        };
    }

    private static StockLevel distorted(StockLevel stock) {
        return switch (ThreadLocalRandom.current().nextInt(8)) {
            case 0 -> with(stock, stock.version() + 1, Math.max(stock.available(), stock.available() + 7));
            case 1 -> with(stock, stock.version() + 1, 0);
            case 2 -> with(stock, stock.version(), 0);
            case 3 -> with(stock, stock.version(), stock.available(), stock.reserved() + 1);
            default -> stock;
        };
    }

    private static StockLevel with(StockLevel stock, long version, long available) {
        return with(stock, version, available, stock.reserved());
    }

    private static StockLevel with(StockLevel stock, long version, long available, long reserved) {
        return new StockLevel(
                stock.sku(),
                available,
                reserved,
                stock.safetyStock(),
                stock.lowThreshold(),
                version,
                stock.updatedAt());
    }
}
