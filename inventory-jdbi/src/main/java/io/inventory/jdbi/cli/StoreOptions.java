package io.inventory.jdbi.cli;

import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.JdbiInventoryBuilder;
import io.inventory.jdbi.ReservationExpiry;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.StatementForm;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the stock is kept; a picocli mixin. */
public final class StoreOptions {
    /** A migration takes two. */
    private static final int POOL_SIZE_MIN = 2;

    private static final int POOL_SIZE_MAX = 100;

    private static final Duration WAIT_MAX = Duration.ofHours(1);

    /** What to do about the tables at the start. */
    public enum Migrate {
        /** Make them, or bring them up to date. */
        auto,
        /** Refuse to start unless they are up to date. */
        check,
        /** Trust them. */
        off
    }

    /** The form of the SQL statements, as {@link StatementForm} has it. */
    public enum Statements {
        /** What suits the database. */
        auto(StatementForm.AUTO),
        /** Arrays, on one PostgreSQL. */
        arrays(StatementForm.ARRAYS),
        /** Row by row. */
        portable(StatementForm.PORTABLE);

        private final StatementForm form;

        Statements(StatementForm form) {
            this.form = form;
        }
    }

    /** Whether to do something. */
    public enum Switch {
        /** Do it. */
        on,
        /** Don't. */
        off
    }

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            defaultValue = "jdbc:h2:file:./data/inventory",
            description = "Database, PostgreSQL (13 or newer) or H2. Default: ${DEFAULT-VALUE}")
    private String url = "";

    @Option(
            names = "--jdbc-user",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Its user; not needed where the URL names it (H2: sa).")
    private String user = "";

    @Option(
            names = "--jdbc-password",
            paramLabel = "PASSWORD",
            defaultValue = "",
            description = "Its password; better given in the environment or in a file.")
    @Secret
    private String password = "";

    @Option(
            names = "--jdbc-password-file",
            paramLabel = "FILE",
            defaultValue = "",
            description = "A file with the password in its only line.")
    private String passwordFile = "";

    @Option(
            names = "--pool-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "Most connections to the database, " + POOL_SIZE_MIN + " to " + POOL_SIZE_MAX
                    + ". Default: ${DEFAULT-VALUE}")
    private int poolSize;

    @Option(
            names = "--store-wait",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Durations.OrZeroConverter.class,
            description =
                    "How long a start waits for a PostgreSQL that can't be reached yet, up to 1h; 0s for not at all."
                            + " Default: ${DEFAULT-VALUE}")
    private Duration wait = Duration.ZERO;

    @Option(
            names = "--migrate",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "Tables at the start: auto makes them, check refuses to start unless they are up to date, off"
                    + " trusts them. Default: ${DEFAULT-VALUE}")
    private Migrate migrate = Migrate.auto;

    @Option(
            names = "--distribute",
            paramLabel = "on|off",
            arity = "0..1",
            fallbackValue = "on",
            defaultValue = "off",
            description =
                    "Whether the tables belong on all servers of a Citus cluster: --migrate=auto distributes them,"
                            + " check refuses to start unless they are distributed. Default: ${DEFAULT-VALUE}")
    private Switch distribute = Switch.off;

    @Option(
            names = "--statements",
            paramLabel = "FORM",
            defaultValue = "auto",
            description =
                    "SQL statements: arrays for one PostgreSQL, portable for H2 (and slower for any), auto for what suits the"
                            + " database. Default: ${DEFAULT-VALUE}")
    private Statements statements = Statements.auto;

    @Option(
            names = "--group-commit",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Whether the commands of many callers are committed together. Default: ${DEFAULT-VALUE}")
    private Switch groupCommit = Switch.on;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final ExpiryOptions expiry = new ExpiryOptions();

    @Mixin
    private final RetentionOptions retention = new RetentionOptions();

    private @Nullable MeterRegistry meterRegistry;

    /** Measures the inventory that is opened after this. */
    public void measure(MeterRegistry registry) {
        meterRegistry = registry;
    }

    /** The settings of the pool of connections. */
    public StoreSettings settings() {
        return settings(url);
    }

    private StoreSettings settings(String jdbcUrl) {
        if (poolSize < POOL_SIZE_MIN || poolSize > POOL_SIZE_MAX)
            throw new SetupException(
                    "--pool-size must be " + POOL_SIZE_MIN + " to " + POOL_SIZE_MAX + ", is " + poolSize);
        boolean h2WithoutUser = user.isEmpty() && jdbcUrl.startsWith("jdbc:h2:");
        return StoreSettings.of(jdbcUrl, h2WithoutUser ? "sa" : user, password())
                .withPoolSizeMax(poolSize)
                .withStatementLimits(limits.lockTimeout(), limits.statementTimeout());
    }

    private String password() {
        return SecretFile.read("--jdbc-password", password, passwordFile);
    }

    /**
     * Connects, sees to the tables, and opens the inventory, which closes the connections when it is closed.
     *
     * @throws SetupException with a message for the operator
     */
    public JdbiInventory open() {
        return openAt(url);
    }

    /** The same at another URL: for a process whose own option names the database. */
    public JdbiInventory openAt(String jdbcUrl) {
        StoreSettings settings = settings(jdbcUrl);
        BatchLimits batches = limits.batches(poolSize);
        Duration reservationMax = expiry.reservationMax();
        Duration signalRetention = limits.signalRetention();
        int knownStocks = limits.knownStocks();
        var unused = expiry.limits();
        retention.require();
        StorePool pool = StorePool.open(settings, storeWait());
        try {
            prepareTables(pool.dataSource());
            JdbiInventoryBuilder inventory = JdbiInventory.builder(pool)
                    .statements(statements.form)
                    .reservationMax(reservationMax)
                    .signalRetention(signalRetention)
                    .knownStocks(knownStocks)
                    .executor(Runnable::run)
                    .owning(pool);
            if (meterRegistry != null) inventory.meterRegistry(meterRegistry);
            return (groupCommit == Switch.on ? inventory.groupCommit(batches) : inventory.withoutGroupCommit()).build();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Starts what is done by itself from now on, unless that is off: overdue reservations expire, closed orders are compacted.
     * Closing the inventory ends it, before the connections are closed.
     *
     * @throws SetupException if a limit is out of range
     */
    public void startUpkeep(JdbiInventory inventory) {
        startUpkeep(inventory, () -> false);
    }

    /** The same, which rests while {@code resting} says so: nothing is to be changed then. */
    public void startUpkeep(JdbiInventory inventory, BooleanSupplier resting) {
        retention.start(inventory, resting);
        if (!expiry.isOn()) return;
        var unused = ReservationExpiry.start(inventory, expiry.limits(), resting);
    }

    /** What becomes of reservations, for the log. */
    public String expiry() {
        return expiry.toString();
    }

    private Duration storeWait() {
        LimitOptions.require("--store-wait", wait, Duration.ZERO, WAIT_MAX);
        return wait;
    }

    static SetupException distributeNeedsMigrate() {
        return new SetupException("--distribute needs --migrate=auto or --migrate=check");
    }

    /**
     * Finds out whether {@link #open} would succeed, as far as that can be known without changing anything: connects, and looks
     * at the tables. Does not wait for a database that is not there.
     *
     * @throws SetupException with what is wrong
     */
    public void check() {
        checkAt(url);
    }

    /** The same at another URL: for a process whose own option names the database. */
    public void checkAt(String jdbcUrl) {
        StoreSettings settings = settings(jdbcUrl);
        requireInRange();
        StoreCheck.run(settings, migrate, distribute == Switch.on);
    }

    /**
     * Finds out whether the tables are there and up to date, and changes nothing.
     *
     * @throws SetupException with what is wrong
     */
    public void checkTables() {
        StoreCheck.run(settings(), Migrate.check, false);
    }

    private void requireInRange() {
        var unusedBatches = limits.batches(poolSize);
        var unusedReservationMax = expiry.reservationMax();
        var unusedSignalRetention = limits.signalRetention();
        var unusedKnownStocks = limits.knownStocks();
        var unusedExpiry = expiry.limits();
        retention.require();
        var unusedWait = storeWait();
    }

    private void prepareTables(DataSource dataSource) {
        switch (migrate) {
            case auto -> {
                Schema.migrate(dataSource);
                if (distribute == Switch.on) Schema.distribute(dataSource);
            }
            case check -> {
                Schema.check(dataSource);
                if (distribute == Switch.on) Schema.checkDistribution(dataSource);
            }
            case off -> {
                if (distribute == Switch.on) throw distributeNeedsMigrate();
            }
        }
    }

    /** For the log: without the password. */
    @Override
    public String toString() {
        return settings() + ", migrate=" + migrate + ", distribute=" + distribute + ", statements=" + statements
                + ", groupCommit=" + groupCommit + (groupCommit == Switch.on ? ", " + limits.batches(poolSize) : "")
                + ", knownStocks=" + limits.knownStocks() + ", " + expiry + ", signalRetention="
                + Durations.text(limits.signalRetention()) + ", " + retention;
    }
}
