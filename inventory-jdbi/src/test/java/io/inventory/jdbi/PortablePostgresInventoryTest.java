package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;
import org.junit.jupiter.api.extension.RegisterExtension;

class PortablePostgresInventoryTest extends InventoryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @Override
    protected Inventory open(Clock clock) {
        return JdbiInventory.builder(DATABASE.pool())
                .clock(clock)
                .timeLimit(TestDatabase.PATIENCE)
                .portableStatements()
                .withoutGroupCommit()
                .build();
    }

    @Override
    protected void compactOrders() {
        DATABASE.compactOrders(clock());
    }
}
