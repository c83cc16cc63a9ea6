package io.inventory.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/**
 * The tables of the inventory, made and kept up by Flyway under a history table of their own, {@code
 * inventory_schema_history}, so that they can live beside an application's tables and its migrations.
 */
public final class Schema {
    private static final String HISTORY = "inventory_schema_history";

    private static final int ATTEMPTS_MAX = 4;
    private static final Duration ATTEMPTS_PAUSE = Duration.ofMillis(200);

    private Schema() {}

    /**
     * Makes the tables, or brings them up to this version of the library. Safe to call by many processes at once, and
     * when there is nothing to do.
     *
     * @throws SetupException if it fails, or if the tables are newer than the library
     */
    public static void migrate(DataSource dataSource) {
        for (int attempt = 1; ; attempt++) {
            try {
                Flyway flyway = flyway(dataSource);
                requireNotNewer(flyway.info());
                flyway.migrate();
                return;
            } catch (FlywayException e) {
                // where many begin at once, Flyway may find the history table of another, still empty
                if (attempt == ATTEMPTS_MAX)
                    throw new SetupException("cannot migrate the database: " + firstLine(e), e);
                LockSupport.parkNanos(ATTEMPTS_PAUSE.toNanos());
            }
        }
    }

    /**
     * Checks that the tables are those of this version of the library; changes nothing.
     *
     * @throws SetupException if they are missing, older or newer
     */
    public static void check(DataSource dataSource) {
        try {
            MigrationInfoService info = flyway(dataSource).info();
            requireNotNewer(info);
            if (info.pending().length > 0)
                throw new SetupException("the database lacks " + info.pending().length
                        + " migration(s) of the inventory; start once with --migrate=auto, or call Schema.migrate");
        } catch (FlywayException e) {
            throw new SetupException("cannot read the state of the database: " + firstLine(e), e);
        }
    }

    private static void requireNotNewer(MigrationInfoService info) {
        for (MigrationInfo migration : info.all())
            if (migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED)
                throw new SetupException("the database has schema version " + migration.getVersion()
                        + ", which is newer than this program knows; use a newer version of the program");
    }

    private static Flyway flyway(DataSource dataSource) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/inventory/jdbi/schema/" + folder(dataSource))
                .table(HISTORY)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .loggers("slf4j")
                .load();
    }

    private static String folder(DataSource dataSource) {
        return isH2(dataSource) ? "h2" : "postgresql";
    }

    /** @throws SetupException if it is neither H2 nor PostgreSQL, or can't be reached */
    static boolean isH2(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return isH2(connection);
        } catch (SQLException e) {
            throw new SetupException("cannot connect to the database: " + e.getMessage(), e);
        }
    }

    static boolean isH2(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (product.equals("H2")) return true;
        if (product.equals("PostgreSQL")) return false;
        throw new SetupException("the inventory runs on PostgreSQL and H2, not on " + product);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
    }
}
