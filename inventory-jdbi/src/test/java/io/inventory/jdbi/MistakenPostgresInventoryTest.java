package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;
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
                .knownStocks(StockMemory.HALF_WRONG::stocks)
                .build();
    }

    @Override
    protected void compactOrders() {
        DATABASE.compactOrders(clock());
    }
}
