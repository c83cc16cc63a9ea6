package io.inventory.jdbi;

import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.thread.LibraryThread;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the inventory, made and kept up by Flyway under a history table of their own, {@code
 * inventory_schema_history}, so that they can live beside an application's tables and its migrations. All methods block, may
 * be called by many threads and processes at once, and take no null. Needs Flyway on the class path.
 */
public final class Schema {
    static final String HISTORY = "inventory_schema_history";

    private static final int ATTEMPTS_MAX = 4;
    private static final Duration ATTEMPTS_PAUSE = Duration.ofMillis(200);

    /** For how long it tries to get a lock on a table that others use. */
    private static final Duration LOCKED_MAX = Duration.ofMinutes(10);

    private static final Duration LOCKED_PAUSE = Duration.ofSeconds(1);

    /** How often Flyway asks, once a second, whether another process has done with its migrations. */
    private static final int OTHERS_ASKED_MAX = Math.toIntExact(MigrationConnections.STATEMENT_MAX.toSeconds());

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private Schema() {}

    /**
     * Makes the tables, or brings them up to this version of the library. Safe to call by many processes at once, while
     * others use the tables, and when there is nothing to do.
     *
     * <p>Blocks for as long as that takes, up to a day a statement: whatever limits the connections have for statements
     * and sockets do not count. A lock on a table in use is asked for again and again for ten minutes, half a second each
     * time, so that orders which come meanwhile are held up for no longer. It needs sessions of its own: a pooler between
     * it and PostgreSQL must not share them out by transaction.
     *
     * <p>The interrupt of the caller ends the wait for a lock, or for another process, and is kept; a statement under way is
     * finished first.
     *
     * @throws SetupException if it fails or is interrupted, or if the tables are newer than the library
     */
    public static void migrate(DataSource dataSource) {
        boolean h2 = Databases.of(dataSource) == Database.H2;
        LockWait wait = new LockWait(LOCKED_MAX, System::nanoTime);
        for (int attempt = 1; ; ) {
            try {
                if (h2) LibraryThread.await(() -> migrateOnce(dataSource, true, wait));
                else migrateOnce(dataSource, false, wait);
                return;
            } catch (FlywayException e) {
                // met while Flyway waited for another process, or for a connection
                if (Fault.of(e) == Fault.INTERRUPTED) Thread.currentThread().interrupt();
                boolean locked = Fault.isLockTimeout(e) && wait.goesOn();
                // where many begin at once, Flyway may find the history table of another, still empty
                if (!locked && attempt++ == ATTEMPTS_MAX)
                    throw new SetupException("cannot migrate the database: " + reason(e), e);
                if (locked) LOG.info("a table that is to be migrated is in use; trying again");
                pause(locked ? LOCKED_PAUSE : ATTEMPTS_PAUSE, e);
            }
        }
    }

    private static boolean migrateOnce(DataSource dataSource, boolean h2, LockWait wait) {
        if (!AppliedMigrations.areAll(dataSource) && !(h2 && FirstTables.make(dataSource))) {
            Flyway flyway = flyway(dataSource, h2);
            MigrationInfoService info = flyway.info();
            requireNotNewer(info);
            wait.applied(info.applied().length);
            flyway.migrate();
        }
        if (!h2) ReservationIndex.make(dataSource);
        return true;
    }

    /** @param failure what made it pause */
    private static void pause(Duration duration, FlywayException failure) {
        LockSupport.parkNanos(duration.toNanos());
        if (Thread.currentThread().isInterrupted())
            throw new SetupException("interrupted while the database was to be migrated", failure);
    }

    /**
     * Checks that the tables are those of this version of the library; changes nothing.
     *
     * @throws SetupException if they are missing, older or newer, or can't be read, or the caller is interrupted while it connects
     */
    public static void check(DataSource dataSource) {
        boolean h2 = Databases.of(dataSource) == Database.H2;
        try {
            MigrationInfoService info =
                    LibraryThread.await(() -> flyway(dataSource, h2).info());
            requireNotNewer(info);
            if (info.pending().length > 0)
                throw new SetupException("the database lacks " + info.pending().length
                        + " migration(s) of the inventory; start once with --migrate=auto, or call Schema.migrate");
            if (!h2) ReservationIndex.check(dataSource);
        } catch (FlywayException e) {
            throw new SetupException("cannot read the state of the database: " + reason(e), e);
        }
    }

    /**
     * Checks that {@link #migrate} could bring the tables up to date: that they are not newer; changes nothing.
     *
     * @throws SetupException if they are newer than the library, or can't be read, or the caller is interrupted while it
     *     connects
     */
    public static void checkNotNewer(DataSource dataSource) {
        boolean h2 = Databases.of(dataSource) == Database.H2;
        try {
            requireNotNewer(LibraryThread.await(() -> flyway(dataSource, h2).info()));
        } catch (FlywayException e) {
            throw new SetupException("cannot read the state of the database: " + reason(e), e);
        }
    }

    /**
     * Distributes the tables, which must be there, over the servers of a Citus cluster: stocks, ledger and requests by
     * SKU, orders by their id. Safe to call by many processes at once, when it is done already, and again after it was
     * interrupted, which leaves none of the tables distributed. To be called through the coordinator.
     *
     * <p>Blocks for as long as that takes. Rows that are there are moved, while all commands wait: distribute before the
     * first order, or while nobody orders.
     *
     * @throws SetupException if the database lacks the extension citus, a table is missing or distributed in another way,
     *     or it fails
     */
    public static void distribute(DataSource dataSource) {
        Distribution.make(dataSource);
    }

    /**
     * Checks that the tables are distributed as {@link #distribute} does it; changes nothing.
     *
     * @throws SetupException if they are not, or the database lacks the extension citus
     */
    public static void checkDistribution(DataSource dataSource) {
        Distribution.check(dataSource);
    }

    private static void requireNotNewer(MigrationInfoService info) {
        for (MigrationInfo migration : info.all())
            if (migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED)
                throw new SetupException("the database has schema version " + migration.getVersion()
                        + ", which is newer than this program knows; use a newer version of the program");
    }

    static Flyway flyway(DataSource dataSource, boolean h2) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(h2 ? dataSource : new MigrationConnections(dataSource))
                .locations("classpath:io/inventory/jdbi/schema/" + (h2 ? "h2" : "postgresql"))
                .table(HISTORY)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .lockRetryCount(OTHERS_ASKED_MAX)
                .loggers("slf4j")
                .load();
    }

    private static String reason(FlywayException e) {
        SQLException cause = Fault.sqlException(e);
        return String.valueOf((cause == null ? e : cause).getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
    }
}
