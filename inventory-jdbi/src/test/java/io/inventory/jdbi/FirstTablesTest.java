package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstTablesTest {
    private static final String HISTORY = """
            select "installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "success"
            from "inventory_schema_history" order by "installed_rank\"""";

    private final List<JdbcConnectionPool> pools = new ArrayList<>();

    @AfterEach
    void close() {
        pools.forEach(JdbcConnectionPool::dispose);
    }

    @Test
    void tablesAndHistoryAreThoseThatFlywayWouldHaveMade() throws SQLException {
        DataSource byFlyway = database("first_tables_flyway");
        Schema.flyway(byFlyway, true).migrate();
        DataSource byScripts = database("first_tables_scripts");

        assertThat(FirstTables.make(byScripts)).isTrue();

        assertThat(rows(byScripts, HISTORY)).isEqualTo(rows(byFlyway, HISTORY)).hasSize(6);
        assertThat(rows(byScripts, "script nodata nopasswords")).isEqualTo(rows(byFlyway, "script nodata nopasswords"));
        assertThatCode(() -> Schema.flyway(byScripts, true).validate()).doesNotThrowAnyException();
        assertThat(Schema.flyway(byScripts, true).info().pending()).isEmpty();
        assertThat(AppliedMigrations.areAll(byScripts)).isTrue();
    }

    @Test
    void schemaThatHasATableIsLeftToFlyway() throws SQLException {
        DataSource database = database("first_tables_others");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table carts (id int)");
        }

        assertThat(FirstTables.make(database)).isFalse();

        assertThat(rows(database, "select table_name from information_schema.tables where table_schema = 'PUBLIC'"))
                .containsExactly("[CARTS]");
        Schema.migrate(database);
        assertThat(AppliedMigrations.areAll(database)).isTrue();
    }

    @Test
    void oneOfManyThatBeginAtOnceMakesThemAndTheOthersFindThem() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 10; round++) {
                DataSource database = database("first_tables_race_" + round);
                Callable<Void> migrate = () -> {
                    Schema.migrate(database);
                    return null;
                };
                for (Future<Void> done : executor.invokeAll(Collections.nCopies(threads, migrate)))
                    assertThatCode(done::get).doesNotThrowAnyException();
                assertThat(AppliedMigrations.areAll(database)).isTrue();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** Who has the lock first makes them, and the other counts the rows as they were when it began to wait. */
    @Test
    void tablesThatWereMadeWhileItWaitedForTheLockAreFound() throws Exception {
        DataSource database = database("first_tables_lock;LOCK_TIMEOUT=20000");
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            BeforeStatements racing = new BeforeStatements(database, "for update", () -> lock(other));
            CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(
                    () -> FirstTables.make(racing.dataSource()), task -> new Thread(task).start());
            await().until(() -> racing.wasRun() && isBlocked(database));
            try (Connection tables = database.getConnection();
                    Statement statement = tables.createStatement()) {
                statement.execute("create table inventory_stocks (id int)");
            }
            try (Statement statement = other.createStatement()) {
                for (int rank = 1; rank <= FirstTables.SCRIPTS.size(); rank++)
                    statement.execute("insert into \"inventory_schema_history\" values (" + rank + ", '" + rank
                            + "', '', 'SQL', '', 0, '', now(), 0, true)");
            }
            other.commit();
            assertThat(first.get(30, TimeUnit.SECONDS)).isFalse();
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("select * from \"inventory_schema_history\" for update");
        }
    }

    private static boolean isBlocked(DataSource database) throws SQLException {
        return !rows(database, "select session_id from information_schema.sessions where blocker_id is not null")
                .isEmpty();
    }

    private DataSource database(String name) {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + name + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1", "sa", "");
        pools.add(pool);
        return pool;
    }

    private static List<String> rows(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) row.add(rows.getString(i));
                all.add(row.toString());
            }
            return all;
        }
    }
}
