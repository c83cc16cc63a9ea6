package io.inventory.jdbi;

import static io.inventory.jdbi.TestDatabase.PATIENCE;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import io.inventory.contract.stress.UnderStress;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

/** A transaction a command, on a file that H2 closes for everybody when the interrupt of a thread reaches it. */
class StressedH2FileInventoryTest extends InventoryContract {
    @TempDir
    static Path folder;

    @Override
    protected Inventory open(Clock clock) {
        // written twice a second: what a crash would lose does not matter here, and the tests are faster
        String url = "jdbc:h2:file:" + folder.resolve("inventory") + ";WRITE_DELAY=500";
        StorePool pool = StorePool.open(
                new StoreSettings(url, "sa", "", StoreSettings.POOL_SIZE_DEFAULT, PATIENCE, PATIENCE, PATIENCE));
        Schema.migrate(pool.dataSource());
        return UnderStress.of(JdbiInventory.builder(pool)
                .clock(clock)
                .timeLimit(PATIENCE)
                .owning(pool)
                .withoutGroupCommit()
                .build());
    }
}
