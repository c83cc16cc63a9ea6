package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.sql.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** How the tables get distributed, and what limits hold then, on a Citus cluster that a URL names. */
@EnabledIfEnvironmentVariable(
        named = TestDatabase.GIVEN_URL,
        matches = "jdbc:postgresql:.+",
        disabledReason = TestDatabase.GIVEN_REASON + "GivenDatabaseDistributionTest (of a Citus cluster)")
@Timeout(120)
class GivenDatabaseDistributionTest {
    private static final String INVENTORY_TABLES =
            "select table_name::text || ' by ' || distribution_column from public.citus_tables"
                    + " where table_name::text in ('inventory_stocks', 'inventory_logs', 'inventory_requests',"
                    + " 'inventory_reservations', 'inventory_signals', 'inventory_checkpoints', 'inventory_orders') order by 1";
    private static final String[] DISTRIBUTED = {
        "inventory_checkpoints by sku_id",
        "inventory_logs by sku_id",
        "inventory_orders by order_id",
        "inventory_requests by sku_id",
        "inventory_reservations by sku_id",
        "inventory_signals by sku_id",
        "inventory_stocks by sku_id"
    };

    private final Names names = new Names();
    private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
    private StoreSettings settings;
    private StorePool pool;
    private DataSource dataSource;
    private Jdbi jdbi;

    /** The tables are in a schema of their own, which goes with the test. */
    @BeforeEach
    void open() {
        String url = System.getenv(TestDatabase.GIVEN_URL);
        Jdbi.create(url).useHandle(handle -> handle.execute("create schema " + schema));
        settings = new StoreSettings(
                url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema,
                "",
                "",
                3,
                TestDatabase.PATIENCE,
                Duration.ofSeconds(1),
                TestDatabase.PATIENCE);
        pool = StorePool.open(settings);
        dataSource = pool.dataSource();
        jdbi = Jdbi.create(dataSource);
        assumeTrue(Databases.of(dataSource) == Database.CITUS, "the given database is no Citus cluster");
        Schema.migrate(dataSource);
    }

    @AfterEach
    void close() {
        pool.close();
        Jdbi.create(System.getenv(TestDatabase.GIVEN_URL))
                .useHandle(handle -> handle.execute("drop schema " + schema + " cascade"));
    }

    @Test
    void manyMayMigrateAndDistributeAtOnce() throws Exception {
        jdbi.useHandle(handle -> handle.execute("drop schema " + schema + " cascade; create schema " + schema));
        Callers.inFourProcesses(settings, own -> {
            Schema.migrate(own);
            Schema.distribute(own);
        });
        Schema.checkDistribution(dataSource);
        assertThat(distributed()).containsExactly(DISTRIBUTED);
    }

    @Test
    void whatIsThereIsDistributedToo() {
        Names own = new Names();
        try (Inventory inventory =
                JdbiInventory.builder(pool).statements(StatementForm.ARRAYS).build()) {
            inventory.create(own.sku("A"), 10, own.request());
            inventory.execute(new Deduct(own.order("1"), List.of(own.line("A", 1))));
        }
        Schema.distribute(dataSource);
        try (Inventory inventory = JdbiInventory.builder(pool).build()) {
            assertThat(inventory.execute(new Deduct(own.order("1"), List.of(own.line("A", 1)))))
                    .isEqualTo(new Deducted(own.order("1"), true));
            LedgerProof.assertProves(inventory, List.of(own.sku("A")));
        }
        assertThat(LedgerVerification.findings(dataSource)).isEmpty();
        jdbi.useHandle(handle -> handle.execute("update inventory_stocks set available_stock = 8"));
        assertThat(LedgerVerification.findings(dataSource))
                .singleElement()
                .asString()
                .contains("SKU " + own.sku("A"), "STOCK_DIFFERS");
    }

    @Test
    void distributedTablesAreMigratedFromVersion2() {
        Names own = new Names();
        jdbi.useHandle(handle -> handle.execute("drop schema " + schema + " cascade; create schema " + schema));
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:io/inventory/jdbi/schema/postgresql")
                .table("inventory_schema_history")
                .target("2")
                .load()
                .migrate();
        jdbi.useHandle(handle -> {
            for (String table : List.of("stocks", "logs", "requests", "reservations", "signals"))
                handle.execute("select create_distributed_table('inventory_" + table + "', 'sku_id')");
            handle.execute("select create_distributed_table('inventory_orders', 'order_id')");
            handle.execute(
                    "insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version, created_at,"
                            + " updated_at) values (?, gen_random_uuid(), 10, 0, 1, now(), now())",
                    own.sku("A").value());
            handle.execute(
                    "insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after,"
                            + " reserved_after, reason, note, ref_id, created_at)"
                            + " values (?, 1, gen_random_uuid(), 10, 0, 10, 0, 'initialized', '', 'request', now())",
                    own.sku("A").value());
        });

        Schema.migrate(dataSource);
        Schema.distribute(dataSource);

        Schema.check(dataSource);
        Schema.checkDistribution(dataSource);
        try (Inventory inventory = JdbiInventory.builder(pool).build()) {
            assertThat(inventory.execute(new Deduct(own.order("1"), List.of(own.line("A", 1)))))
                    .isEqualTo(new Deducted(own.order("1"), false));
            LedgerProof.assertProves(inventory, List.of(own.sku("A")));
        }
        assertThat(LedgerVerification.findings(dataSource)).isEmpty();
    }

    /** Its stock is as it is known, so that only the order's key tells: while rows are copied, without an SQLState of its own. */
    @Test
    void anOrderOfAnotherServerIsAnsweredAgain() {
        Names own = new Names();
        Schema.distribute(dataSource);
        try (Inventory first = JdbiInventory.builder(pool).build();
                Inventory second = JdbiInventory.builder(pool).build()) {
            first.create(own.sku("A"), 10, own.request());
            first.execute(new Deduct(own.order("1"), List.of(own.line("A", 1))));
            second.execute(new Deduct(own.order("2"), List.of(own.line("A", 1))));
            assertThat(second.execute(new Deduct(own.order("1"), List.of(own.line("A", 1)))))
                    .isEqualTo(new Deducted(own.order("1"), true));
            assertThat(second.stock(own.sku("A")).available()).isEqualTo(8);
        }
    }

    @Test
    void anInterruptedDistributionLeavesNoTableDistributedAndIsDoneAgain() throws SQLException {
        CompletableFuture<Throwable> failure;
        try (Connection stranger = dataSource.getConnection()) {
            stranger.setAutoCommit(false);
            // the last of the tables
            stranger.createStatement().execute("lock table inventory_orders in exclusive mode");
            failure = CompletableFuture.supplyAsync(() -> {
                try {
                    Schema.distribute(dataSource);
                    return new AssertionError("it went through");
                } catch (SetupException e) {
                    return e;
                }
            });
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> number("select count(pg_terminate_backend(pid)) from pg_stat_activity where"
                                    + " wait_event_type = 'Lock' and query like '%create_distributed_table%'"
                                    + " and pid <> pg_backend_pid()")
                            == 1);
            stranger.rollback();
        }
        assertThat(failure.join())
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("cannot distribute the tables")
                .hasMessageNotContaining("\n");
        assertThat(distributed()).isEmpty();
        assertThatThrownBy(() -> Schema.checkDistribution(dataSource))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(
                        "not distributed: inventory_stocks, inventory_logs, inventory_requests,"
                                + " inventory_reservations, inventory_signals, inventory_checkpoints, inventory_orders; start once with --migrate=auto --distribute");

        Schema.distribute(dataSource);

        assertThat(distributed()).containsExactly(DISTRIBUTED);
    }

    @Test
    void whatWasBegunByHandIsCompleted() {
        jdbi.useHandle(handle -> handle.execute(
                "select create_distributed_table('inventory_stocks', 'sku_id', colocate_with => 'none')"));
        assertThatThrownBy(() -> Schema.checkDistribution(dataSource))
                .hasMessageContaining("not distributed: inventory_logs, inventory_requests, inventory_reservations,"
                        + " inventory_signals, inventory_checkpoints, inventory_orders;");
        Schema.distribute(dataSource);
        Schema.checkDistribution(dataSource);
    }

    @Test
    void aTableThatIsDistributedInAnotherWayIsNamed() {
        jdbi.useHandle(handle -> handle.execute("select create_distributed_table('inventory_requests', 'request_id')"));
        for (Runnable start :
                List.<Runnable>of(() -> Schema.distribute(dataSource), () -> Schema.checkDistribution(dataSource)))
            assertThatThrownBy(start::run)
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("inventory_requests is distributed by request_id, and must be by sku_id");
        jdbi.useHandle(handle -> {
            handle.execute("select undistribute_table('inventory_requests')");
            handle.execute("select create_distributed_table('inventory_requests', 'sku_id', colocate_with => 'none')");
        });
        assertThatThrownBy(() -> Schema.distribute(dataSource))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("inventory_requests is distributed, but not together with inventory_stocks");
    }

    @Test
    void missingTablesAreNamedWithWhatToDo() {
        jdbi.useHandle(handle -> handle.execute("drop table inventory_logs"));
        assertThatThrownBy(() -> Schema.distribute(dataSource))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("the table inventory_logs is not there; start once with --migrate=auto");
    }

    @Test
    void arraysAreForTablesThatAreNotDistributed() {
        JdbiInventoryBuilder builder = JdbiInventory.builder(pool).statements(StatementForm.ARRAYS);
        assertThatCode(() -> builder.build().close()).doesNotThrowAnyException();
        Schema.distribute(dataSource);
        assertThatThrownBy(builder::build)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("can't reach tables that are distributed")
                .hasMessageContaining("--statements=auto");
    }

    /** Whose wait is on a worker, which does not know the session's limit. */
    @Test
    void aLockThatAStrangerHoldsIsWaitedForNoLongerThanTheLimit() throws SQLException {
        Schema.distribute(dataSource);
        for (JdbiInventoryBuilder builder : List.of(JdbiInventory.builder(pool), JdbiInventory.builder(dataSource)))
            try (Inventory inventory = builder.build();
                    Connection stranger = dataSource.getConnection()) {
                Sku held = new Names().sku("held");
                inventory.create(held, 10, names.request());
                stranger.setAutoCommit(false);
                try (var lock =
                        stranger.prepareStatement("select 1 from inventory_stocks where sku_id = ? for update")) {
                    lock.setString(1, held.value());
                    lock.executeQuery();
                }
                long begun = System.nanoTime();
                assertThatThrownBy(() -> inventory.adjust(held, 1, "found", names.request()))
                        .isInstanceOf(UnavailableException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
                stranger.rollback();
            }
    }

    private List<String> distributed() {
        return jdbi.withHandle(handle ->
                handle.createQuery(INVENTORY_TABLES).mapTo(String.class).list());
    }

    private int number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
