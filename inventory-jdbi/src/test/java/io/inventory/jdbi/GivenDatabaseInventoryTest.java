package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs on the database that the environment variable names; there only where it is set. */
@EnabledIfEnvironmentVariable(named = "INVENTORY_TEST_JDBC_URL", matches = "jdbc:.+")
class GivenDatabaseInventoryTest extends InventoryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.given();

    @Override
    protected Inventory open(Clock clock) {
        return JdbiInventory.builder(DATABASE.pool())
                .clock(clock)
                .timeLimit(TestDatabase.PATIENCE)
                .build();
    }
}
