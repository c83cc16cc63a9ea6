package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that takes no changes answers queries, says so to commands, and takes them again as soon as it may. */
@Timeout(120)
@ExpectedLog(Failures.class)
class ReadOnlyTest {
    private static final int POOL = 4;

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final Deduct order = new Deduct(names.order("1"), List.of(names.line("A", 1)));

    private static void assertReadOnly(ThrowingCallable command) {
        assertThatThrownBy(command)
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.READ_ONLY))
                .hasMessageContaining("takes no changes");
    }

    @Nested
    class OnPostgresql {
        private final PrivatePostgres postgres = PrivatePostgres.start();

        @AfterEach
        void stop() {
            postgres.close();
        }

        @Test
        void aStandbyAnswersQueriesAndRefusesCommandsUntilItIsPromoted() throws SQLException {
            try (StorePool pool = StorePool.open(settings())) {
                Schema.migrate(pool.dataSource());
                JdbiInventory.on(pool.dataSource()).create(sku, 10, names.request());
            }
            postgres.restartAsStandby();
            try (StorePool pool = StorePool.open(settings());
                    JdbiInventory alone =
                            JdbiInventory.builder(pool).withoutGroupCommit().build();
                    Inventory together = JdbiInventory.builder(pool)
                            .groupCommit(BatchLimits.DEFAULT)
                            .build();
                    Connection caller = pool.dataSource().getConnection()) {
                Schema.check(pool.dataSource());
                Schema.migrate(pool.dataSource());
                caller.setAutoCommit(false);
                assertReadOnly(() -> alone.within(caller).execute(order));
                for (Inventory inventory : List.of(alone, together)) {
                    assertReadOnly(() -> inventory.execute(order));
                    assertReadOnly(() -> inventory.create(names.sku("B"), 1, names.request()));
                    assertThat(inventory.stock(sku).available()).isEqualTo(10);
                }

                jdbi().useHandle(handle -> handle.execute("select pg_promote()"));

                assertThat(alone.execute(order)).isEqualTo(new Deducted(order.orderId(), false));
                assertThat(together.execute(order)).isEqualTo(new Deducted(order.orderId(), true));
                LedgerProof.assertProves(alone, List.of(sku));
            }
        }

        /** As after a failover: the server that was the primary stays up, and what is connected to it stays connected. */
        @Test
        void connectionsThatStayReadOnlyAreReplaced() throws SQLException {
            try (StorePool pool = StorePool.open(settings())) {
                Schema.migrate(pool.dataSource());
                JdbiInventory.on(pool.dataSource()).create(sku, 10, names.request());
            }
            stranger("alter role postgres set default_transaction_read_only = on");
            try (StorePool pool = StorePool.open(settings());
                    Inventory inventory = JdbiInventory.builder(pool).build()) {
                List<Integer> readOnly = fill(pool);
                stranger("alter role postgres reset default_transaction_read_only");

                assertThat(inventory.execute(order)).isEqualTo(new Deducted(order.orderId(), false));
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(connected()).doesNotContainAnyElementsOf(readOnly));
            }
        }

        private StoreSettings settings() {
            return new StoreSettings(
                    postgres.jdbcUrl(),
                    "postgres",
                    "",
                    POOL,
                    TestDatabase.PATIENCE,
                    TestDatabase.PATIENCE,
                    TestDatabase.PATIENCE);
        }

        /** Makes the pool open all of its connections. */
        private List<Integer> fill(StorePool pool) throws SQLException {
            List<Connection> connections = new ArrayList<>();
            try {
                for (int i = 0; i < POOL; i++) connections.add(pool.dataSource().getConnection());
                return connected();
            } finally {
                for (Connection connection : connections) connection.close();
            }
        }

        private List<Integer> connected() {
            return jdbi().withHandle(handle -> handle.createQuery(
                            "select pid from pg_stat_activity where application_name = 'inventory'")
                    .mapTo(Integer.class)
                    .list());
        }

        private Jdbi jdbi() {
            return Jdbi.create(postgres.jdbcUrl(), "postgres", "");
        }

        private void stranger(String sql) throws SQLException {
            try (Connection connection = postgres.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("set default_transaction_read_only = off");
                statement.execute(sql);
            }
        }
    }

    @Test
    void anH2FileThatIsOpenedForReadingAnswersQueriesAndRefusesCommands(@TempDir Path folder) {
        String url = "jdbc:h2:file:" + folder.resolve("inventory");
        try (StorePool pool = StorePool.open(StoreSettings.of(url, "sa", ""))) {
            Schema.migrate(pool.dataSource());
            JdbiInventory.on(pool.dataSource()).create(sku, 10, names.request());
        }
        try (StorePool pool = StorePool.open(StoreSettings.of(url + ";ACCESS_MODE_DATA=r", "sa", ""));
                Inventory inventory = JdbiInventory.builder(pool).build()) {
            Schema.migrate(pool.dataSource());
            assertReadOnly(() -> inventory.execute(order));
            assertThat(inventory.stock(sku).available()).isEqualTo(10);
        }
    }
}
