package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import io.inventory.contract.stress.UnderStress;
import java.time.Clock;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Group commit while continuations block, callers are interrupted and readers flood it. */
class StressedPostgresInventoryTest extends InventoryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @Override
    protected Inventory open(Clock clock) {
        return UnderStress.of(JdbiInventory.builder(DATABASE.pool())
                .clock(clock)
                .timeLimit(TestDatabase.PATIENCE)
                .groupCommit(BatchLimits.DEFAULT)
                .build());
    }
}
