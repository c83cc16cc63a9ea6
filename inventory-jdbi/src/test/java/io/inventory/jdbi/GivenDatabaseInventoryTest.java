package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Runs on the database that the environment variable names, in the form of statements that suits it or that another
 * variable names. If it is a Citus cluster the tables are distributed.
 */
@EnabledIfEnvironmentVariable(
        named = TestDatabase.GIVEN_URL,
        matches = "jdbc:.+",
        disabledReason = TestDatabase.GIVEN_REASON + "GivenDatabaseInventoryTest")
class GivenDatabaseInventoryTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.given();

    @Nested
    class EachCommandAlone extends InventoryContract {
        @Override
        protected Inventory open(Clock clock) {
            return builder(clock).withoutGroupCommit().build();
        }

        @Override
        protected void compactOrders() {
            DATABASE.compactOrders(clock());
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
            DATABASE.compactOrders(clock());
        }
    }

    private static JdbiInventoryBuilder builder(Clock clock) {
        String form = Objects.requireNonNullElse(System.getenv("INVENTORY_TEST_STATEMENTS"), "auto");
        return JdbiInventory.builder(DATABASE.pool())
                .clock(clock)
                .timeLimit(TestDatabase.PATIENCE)
                .statements(StatementForm.valueOf(form.toUpperCase(Locale.ROOT)));
    }
}
