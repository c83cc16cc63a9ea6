package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The statements for Citus; on Citus itself they are tested by {@link GivenDatabaseInventoryTest}. */
class ShardedInventoryTest {
    private static StorePool pool;

    @BeforeAll
    static void open() {
        pool = PretendedCitus.open();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Nested
    class EachCommandAlone extends InventoryContract {
        @Override
        protected Inventory open(Clock clock) {
            return builder(clock).withoutGroupCommit().build();
        }

        @Override
        protected void compactOrders() {
            TestDatabase.compactOrders(pool, clock());
        }
    }

    @Nested
    class ManyCommandsTogether extends InventoryContract {
        @Override
        protected Inventory open(Clock clock) {
            return builder(clock).groupCommit(BatchLimits.DEFAULT).build();
        }

        @Override
        protected void compactOrders() {
            TestDatabase.compactOrders(pool, clock());
        }
    }

    private static JdbiInventoryBuilder builder(Clock clock) {
        return JdbiInventory.builder(pool).clock(clock).timeLimit(TestDatabase.PATIENCE);
    }
}
