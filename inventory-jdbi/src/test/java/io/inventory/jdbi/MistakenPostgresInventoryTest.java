package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.known.KnownStocks;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Group commit that decides from known stock, half of which it remembers wrongly. */
class MistakenPostgresInventoryTest extends InventoryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @Override
    protected Inventory open(Clock clock) {
        return JdbiInventory.builder(DATABASE.pool())
                .clock(clock)
                .timeLimit(TestDatabase.PATIENCE)
                .knownStocks(MistakenPostgresInventoryTest::forgetful)
                .build();
    }

    /** Its time runs 10,000 times as fast, so that it trusts itself again at once. */
    private static KnownStocks forgetful() {
        return new KnownStocks(1_000, MistakenPostgresInventoryTest::distorted, () -> System.nanoTime() * 10_000);
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
