package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.internal.command.DbMigrate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The limits that keep orders quick are not those of a migration, which may have many rows to change. */
@Timeout(60)
@ExpectedLog(DbMigrate.class)
class SlowMigrationTest {
    private static final int POOL = 3;
    private static final Duration STATEMENT_MAX = Duration.ofMillis(700);
    /** Longer than a statement may take, and than the socket waits for one. */
    private static final double SLOW_SECONDS = 2.5;

    private final String url = TestDatabase.newPostgresqlUrl();

    @Test
    void aMigrationThroughAPoolTakesAsLongAsItNeeds() throws SQLException {
        makeOneStatementSlow();
        try (StorePool pool = openPool()) {
            Schema.migrate(pool.dataSource());

            Schema.check(pool.dataSource());
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < POOL; i++) connections.add(pool.dataSource().getConnection());
            for (Connection connection : connections) {
                assertThat(settings(connection)).isEqualTo("700ms, 300ms, 10s, off, force_generic_plan");
                assertThat(connection.getNetworkTimeout()).as("the socket's").isEqualTo(2_000);
                connection.close();
            }
        }
    }

    @Test
    void aMigrationThroughACallersDataSourceTakesAsLongAsItNeeds() throws SQLException {
        makeOneStatementSlow();
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser("postgres");
        dataSource.setSocketTimeout(2);
        dataSource.setOptions("-c statement_timeout=700 -c idle_in_transaction_session_timeout=700");

        Schema.migrate(dataSource);

        Schema.check(dataSource);
    }

    /** Whoever waits for a lock on a table holds up the orders that come after. */
    @Test
    void aMigrationThatWaitsForALockTriesAgainUntilItGetsIt() throws Exception {
        try (StorePool pool = openPool();
                Connection stranger = pool.dataSource().getConnection();
                Statement statement = stranger.createStatement()) {
            stranger.setAutoCommit(false);
            statement.execute("set local idle_in_transaction_session_timeout = 0");
            statement.execute("create table inventory_orders (order_id text)");
            CompletableFuture<Void> migration = CompletableFuture.runAsync(() -> Schema.migrate(pool.dataSource()));

            await().during(Duration.ofMillis(2_500))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !migration.isDone());
            stranger.rollback();

            migration.get(20, TimeUnit.SECONDS);
            Schema.check(pool.dataSource());
        }
    }

    private StorePool openPool() {
        return StorePool.open(new StoreSettings(
                url, "postgres", "", POOL, Duration.ofSeconds(5), Duration.ofMillis(300), STATEMENT_MAX));
    }

    private void makeOneStatementSlow() throws SQLException {
        try (StorePool pool = openPool();
                Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create function be_slow() returns event_trigger language plpgsql as $$
                    begin
                        if current_query() like '%%create table inventory_orders%%' then perform pg_sleep(%s); end if;
                    end $$""".formatted(SLOW_SECONDS));
            statement.execute("create event trigger slow on ddl_command_start execute function be_slow()");
        }
    }

    private static String settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select concat_ws(', ', current_setting('statement_timeout'), current_setting('lock_timeout'),
                            current_setting('idle_in_transaction_session_timeout'), current_setting('enable_seqscan'),
                            current_setting('plan_cache_mode'))""")) {
            row.next();
            return row.getString(1);
        }
    }
}
