package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.jdbi.fault.Failures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.internal.command.DbValidate;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The tables beside those of an application, made by many at once, and of another version than the library. */
@ExpectedLog({DbValidate.class, Failures.class})
class SchemaTest {
    @Nested
    class OnH2 extends Cases {
        @Override
        StoreSettings emptyDatabase() {
            return StoreSettings.of("jdbc:h2:mem:schema-" + UUID.randomUUID(), "sa", "");
        }
    }

    @Nested
    class OnPostgresql extends Cases {
        @Override
        StoreSettings emptyDatabase() {
            return StoreSettings.of(TestDatabase.newPostgresqlUrl(), "postgres", "");
        }
    }

    abstract static class Cases {
        private StoreSettings settings;
        private StorePool pool;
        private DataSource dataSource;
        private Jdbi jdbi;

        abstract StoreSettings emptyDatabase();

        @BeforeEach
        void open() {
            settings = emptyDatabase();
            pool = StorePool.open(settings);
            dataSource = pool.dataSource();
            jdbi = Jdbi.create(dataSource);
        }

        @AfterEach
        void close() {
            pool.close();
        }

        @Test
        void flywayIsAskedOnlyWhileThereIsSomethingToMigrate() throws Exception {
            assertThat(AppliedMigrations.areAll(dataSource)).isFalse();

            Schema.migrate(dataSource);
            assertThat(AppliedMigrations.areAll(dataSource)).isTrue();
            assertThat(migrations()).as("the newest one that the jar has").contains("V" + AppliedMigrations.NEWEST);

            for (String change : List.of(
                    "update \"inventory_schema_history\" set \"success\" = false where \"version\" = '2'",
                    "update \"inventory_schema_history\" set \"success\" = true, \"version\" = '99' where \"version\" = '2'",
                    "delete from \"inventory_schema_history\" where \"version\" = '99'")) {
                jdbi.useHandle(handle -> handle.execute(change));
                assertThat(AppliedMigrations.areAll(dataSource)).as(change).isFalse();
            }
        }

        /** As Flyway names them: V1, V2 … */
        private List<String> migrations() throws Exception {
            String folder = settings.url().startsWith("jdbc:h2:") ? "h2" : "postgresql";
            try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/inventory/jdbi/schema", folder))) {
                List<String> names = files.map(
                                file -> file.getFileName().toString().replaceFirst("__.*", ""))
                        .toList();
                assertThat(names).hasSize(AppliedMigrations.NEWEST);
                return names;
            }
        }

        @Test
        void migratingTwiceIsMigratingOnce() {
            Schema.migrate(dataSource);
            use();
            Schema.migrate(dataSource);
            Schema.check(dataSource);
            assertThat(count("inventory_stocks")).isEqualTo(1);
        }

        @Test
        void theTablesLiveBesideThoseOfAnApplicationAndItsMigrations() {
            applicationsFlyway().migrate();
            jdbi.useHandle(handle -> handle.execute("insert into shop_customers values (1)"));
            Schema.migrate(dataSource);
            Schema.check(dataSource);
            use();
            assertThat(applicationsFlyway().migrate().migrationsExecuted).isZero();
            assertThat(applicationsFlyway().info().all())
                    .as("the application's own migration alone")
                    .hasSize(1);
            assertThat(count("shop_customers")).isEqualTo(1);
        }

        @Test
        void anApplicationMayMigrateAfterTheInventory() {
            Schema.migrate(dataSource);
            Flyway.configure()
                    .configuration(applicationsFlyway().getConfiguration())
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            Schema.check(dataSource);
            use();
        }

        @Test
        void manyMayMigrateAtOnce() throws Exception {
            Callers.inFourProcesses(settings, Schema::migrate);
            Schema.check(dataSource);
            use();
        }

        @Test
        void missingTablesAreNamedWithWhatToDo() {
            assertThatThrownBy(() -> Schema.check(dataSource))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("lacks 5 migration")
                    .hasMessageContaining("--migrate=auto")
                    .hasMessageNotContaining("\n");
        }

        @Test
        void withoutTablesACommandSaysWhatToDo() {
            try (JdbiInventory inventory = JdbiInventory.on(dataSource)) {
                assertThatThrownBy(() -> inventory.create(new Sku("S"), 1, new RequestId("create")))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("no tables of the inventory")
                        .hasMessageContaining("--migrate=auto");
            }
        }

        @Test
        void withoutTablesAVerificationSaysWhatToDo() {
            assertThatThrownBy(() -> LedgerVerification.findings(dataSource))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no tables of the inventory");
        }

        @Test
        void checkingChangesNothing() {
            assertThatThrownBy(() -> Schema.check(dataSource)).isInstanceOf(SetupException.class);
            assertThatThrownBy(() -> count("\"inventory_schema_history\""))
                    .hasMessageContaining("inventory_schema_history");
        }

        @Test
        void newerTablesAreRefused() {
            Schema.migrate(dataSource);
            jdbi.useHandle(handle -> handle.execute("""
                    insert into "inventory_schema_history" ("installed_rank", "version", "description", "type",
                        "script", "checksum", "installed_by", "installed_on", "execution_time", "success")
                    values (100, '999', 'future', 'SQL', 'V999__future.sql', 1, 'test', current_timestamp, 1, true)"""));
            for (Runnable start : List.<Runnable>of(() -> Schema.migrate(dataSource), () -> Schema.check(dataSource)))
                assertThatThrownBy(start::run)
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("schema version 999")
                        .hasMessageContaining("newer version of the program")
                        .hasMessageNotContaining("\n");
        }

        @Test
        void tablesAreNotDistributedWithoutTheExtension() {
            Schema.migrate(dataSource);
            for (Runnable start :
                    List.<Runnable>of(() -> Schema.distribute(dataSource), () -> Schema.checkDistribution(dataSource)))
                assertThatThrownBy(start::run)
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("lacks the extension citus")
                        .hasMessageNotContaining("\n");
        }

        @Test
        void whatAnEmbeddersFlywayFindsByDefaultIsNotOurs() {
            assertThatCode(() ->
                            Flyway.configure().dataSource(dataSource).load().migrate())
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> count("inventory_stocks")).hasMessageContaining("inventory_stocks");
        }

        private Flyway applicationsFlyway() {
            return Flyway.configure()
                    .dataSource(dataSource)
                    .locations("classpath:io/inventory/jdbi/shop")
                    .load();
        }

        private void use() {
            try (JdbiInventory inventory = JdbiInventory.on(dataSource)) {
                inventory.create(new Sku("A"), 1, new RequestId("1"));
                assertThat(inventory.stock(new Sku("A")).available()).isEqualTo(1);
            }
        }

        private int count(String table) {
            return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                    .mapTo(Integer.class)
                    .one());
        }
    }
}
