package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.contract.Names;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statements and session settings are chosen by what the database is. */
class StatementFormTest {
    private static final String SETTINGS = "select concat_ws(', ', current_setting('plan_cache_mode'),"
            + " current_setting('enable_seqscan'), current_setting('citus.propagate_set_commands', true))";

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private final Names names = new Names();

    @Test
    void theFormIsTheFastestThatTheDatabaseIsAbleTo() {
        assertThat(StatementForm.AUTO.dialect(Database.POSTGRESQL)).hasSameClassAs(Dialect.arrays());
        assertThat(StatementForm.AUTO.dialect(Database.CITUS)).hasSameClassAs(Dialect.shards());
        assertThat(StatementForm.AUTO.dialect(Database.H2)).hasSameClassAs(Dialect.h2());
    }

    @Test
    void anotherFormMayBeAskedForWhereTheDatabaseIsAbleToIt() {
        assertThat(StatementForm.PORTABLE.dialect(Database.POSTGRESQL)).hasSameClassAs(Dialect.rows());
        assertThat(StatementForm.ARRAYS.dialect(Database.CITUS)).hasSameClassAs(Dialect.arrays());
        assertThat(StatementForm.PORTABLE.dialect(Database.CITUS)).hasSameClassAs(Dialect.rows());
        try (StorePool pool = StorePool.open(StoreSettings.of("jdbc:h2:mem:" + names.prefix(), "sa", ""))) {
            JdbiInventoryBuilder builder = JdbiInventory.builder(pool).statements(StatementForm.ARRAYS);
            assertThatThrownBy(builder::build)
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("H2 can't take statements with arrays");
        }
    }

    /** The form of the statements does not matter to them: plans by index are for both. */
    @Test
    void onePostgresqlPlansEachStatementOnceAndByIndex() {
        assertThat(Databases.of(POSTGRESQL.dataSource())).isEqualTo(Database.POSTGRESQL);
        assertThat(sessionSettings(POSTGRESQL.pool())).isEqualTo("force_generic_plan, off");
    }

    /** A database that says so of itself; the real one is tested where a URL names it. */
    @Test
    void theExtensionCitusIsFoundAndGetsItsOwnSettings() {
        try (StorePool pool = PretendedCitus.open()) {
            assertThat(Databases.of(pool.dataSource())).isEqualTo(Database.CITUS);
            assertThat(sessionSettings(pool)).isEqualTo("auto, off, local");
            for (Inventory inventory : List.of(
                    JdbiInventory.builder(pool).build(),
                    JdbiInventory.builder(pool.dataSource()).build())) {
                Names own = new Names();
                inventory.create(own.sku("A"), 1, own.request());
                assertThat(inventory.execute(new Deduct(own.order("1"), List.of(own.line("A", 1)))))
                        .isEqualTo(new Deducted(own.order("1"), false));
                inventory.close();
            }
        }
    }

    private static String sessionSettings(StorePool pool) {
        return Jdbi.create(pool.dataSource())
                .withHandle(handle ->
                        handle.createQuery(SETTINGS).mapTo(String.class).one());
    }
}
