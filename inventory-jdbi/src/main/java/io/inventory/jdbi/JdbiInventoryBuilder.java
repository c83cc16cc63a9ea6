package io.inventory.jdbi;

import io.inventory.Extend;
import io.inventory.Signal;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.queue.StockExports;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link JdbiInventory}. What is out of range is refused where it is set, and what does not fit together by
 * {@link #build}, which alone blocks. Not thread-safe. Takes no null.
 */
public final class JdbiInventoryBuilder {
    private static final int CONNECTIONS_MAX = 1_000;
    private static final Duration LIMIT_MIN = Duration.ofMillis(1);
    private static final Duration LIMIT_MAX = Duration.ofHours(1);
    private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);
    private static final Duration RESERVATION_MAX = Duration.ofDays(365);
    private static final Duration RETENTION_MIN = Duration.ofMinutes(1);
    private static final Duration RETENTION_MAX = Duration.ofDays(365);

    final DataSource dataSource;
    final boolean limitsAreSet;

    @Nullable
    Clock clock;

    @Nullable
    BatchLimits groupCommit = BatchLimits.DEFAULT;

    StatementForm statements = StatementForm.AUTO;
    int connections = StoreSettings.POOL_SIZE_DEFAULT;

    @Nullable
    Executor executor;

    @Nullable
    InventoryListener listener;

    @Nullable
    MeterRegistry meterRegistry;

    Supplier<KnownStocks> knownStocks = () -> new KnownStocks(KnownStocks.KNOWN_DEFAULT);
    private @Nullable StorePool pool;

    StockExports.Limits exportLimits = StockExports.Limits.DEFAULT;
    Duration reservationMax = Extend.TOTAL_MAX_DEFAULT;
    Duration signalRetention = Signal.RETENTION_DEFAULT;
    Duration timeLimit = Duration.ofMillis(800);
    Duration lockTimeout = Duration.ofSeconds(1);
    Duration statementTimeout = Duration.ofSeconds(5);

    @Nullable
    AutoCloseable owned;

    JdbiInventoryBuilder(DataSource dataSource, boolean limitsAreSet) {
        this.dataSource = dataSource;
        this.limitsAreSet = limitsAreSet;
    }

    /** The time to decide by, for tests; by default the database's clock. */
    public JdbiInventoryBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** The form of the SQL statements; by default the fastest that the database is able to. */
    public JdbiInventoryBuilder statements(StatementForm value) {
        statements = value;
        return this;
    }

    /** Single-row statements in sorted order, on one PostgreSQL too: {@link StatementForm#PORTABLE}. */
    public JdbiInventoryBuilder portableStatements() {
        return statements(StatementForm.PORTABLE);
    }

    /**
     * How many stocks it keeps in memory as its last batches left them, to decide new orders without reading or locking anything
     * first; 100,000 by default, 0 for none. Whatever other processes do, what is written is proved by
     * the store. It is for one PostgreSQL; elsewhere none are kept.
     *
     * @throws IllegalArgumentException if it is not 0 to 10,000,000
     */
    public JdbiInventoryBuilder knownStocks(int max) {
        if (max < 0 || max > KnownStocks.KNOWN_MAX)
            throw new IllegalArgumentException("known stocks must be 0 to " + KnownStocks.KNOWN_MAX + ", are " + max);
        return knownStocks(() -> new KnownStocks(max));
    }

    JdbiInventoryBuilder knownStocks(Supplier<KnownStocks> value) {
        knownStocks = value;
        return this;
    }

    JdbiInventoryBuilder exportLimits(StockExports.Limits value) {
        exportLimits = value;
        return this;
    }

    /** How the commands of many callers are committed together; by default within {@link BatchLimits#DEFAULT}. */
    public JdbiInventoryBuilder groupCommit(BatchLimits limits) {
        groupCommit = limits;
        return this;
    }

    /**
     * Makes each command a transaction of its own, on all connections: a command then waits for no row but its own, and a hot
     * SKU sells only as fast as one transaction follows the other.
     */
    public JdbiInventoryBuilder withoutGroupCommit() {
        groupCommit = null;
        return this;
    }

    /**
     * How many connections it uses at once, as many as the data source has for it; 8 by default, and all that a {@link
     * StorePool} has. Each writer of the group commit has one; reads share the others.
     *
     * @throws IllegalArgumentException if it is not 1 to 1,000
     */
    public JdbiInventoryBuilder connections(int value) {
        if (value < 1 || value > CONNECTIONS_MAX)
            throw new IllegalArgumentException("connections must be 1 to " + CONNECTIONS_MAX + ", is " + value);
        connections = value;
        return this;
    }

    /**
     * For how long a reservation may be held by extensions, counted from the order's creation; 24 hours by default.
     *
     * @throws IllegalArgumentException if it is not 1 second to 365 days
     */
    public JdbiInventoryBuilder reservationMax(Duration value) {
        if (value.compareTo(RESERVATION_MIN) < 0 || value.compareTo(RESERVATION_MAX) > 0)
            throw new IllegalArgumentException("the longest time of a reservation must be 1 second to "
                    + RESERVATION_MAX.toDays() + " days, is " + value);
        reservationMax = value;
        return this;
    }

    /**
     * For how long signals are kept, whether somebody has listed them or not; {@link Signal#RETENTION_DEFAULT} by default. They
     * are deleted when some are listed, or by {@link ReservationExpiry}.
     *
     * @throws IllegalArgumentException if it is not 1 minute to 365 days
     */
    public JdbiInventoryBuilder signalRetention(Duration value) {
        if (value.compareTo(RETENTION_MIN) < 0 || value.compareTo(RETENTION_MAX) > 0)
            throw new IllegalArgumentException(
                    "signals must be kept for 1 minute to " + RETENTION_MAX.toDays() + " days, not " + value);
        signalRetention = value;
        return this;
    }

    /**
     * For how long a failed transaction is begun again, 800 ms by default.
     *
     * @throws IllegalArgumentException if it is not 1 ms to 1 hour
     */
    public JdbiInventoryBuilder timeLimit(Duration value) {
        timeLimit = checked("the time limit", value);
        return this;
    }

    /**
     * The limits of a lock and of a statement, 1 s and 5 s by default; a {@link StorePool} has its own. That of a statement is
     * kept on PostgreSQL only: H2 has none.
     *
     * @throws IllegalArgumentException if one of them is not 1 ms to 1 hour
     */
    public JdbiInventoryBuilder statementLimits(Duration lock, Duration statement) {
        lockTimeout = checked("the limit of a lock", lock);
        statementTimeout = checked("the limit of a statement", statement);
        return this;
    }

    /**
     * Where the futures of {@link JdbiInventory#submit} are completed, one task a future; by default threads of the
     * library, up to 256 as continuations block. {@code Runnable::run} completes them on the thread that carries out
     * the next requests: the fastest, but then nothing that depends on a future may block. What the executor refuses is
     * completed on threads of the library. One that drops tasks without a word (a discarding policy, {@code shutdownNow})
     * loses their futures, each of which counts for ever against the 10,000 answers that may wait, until all of {@code submit} is
     * refused as overloaded: complete or run what is dropped, and close the inventory before the executor.
     */
    public JdbiInventoryBuilder executor(Executor value) {
        executor = value;
        return this;
    }

    /** Who hears of batches, retries and refusals; by default nobody does. It must not block: {@link InventoryListener}. */
    public JdbiInventoryBuilder listener(InventoryListener value) {
        listener = value;
        return this;
    }

    /**
     * Where everything is counted and measured: commands by kind, outcome and reason, times, batches, queues, retries, what
     * waits in the store and, on a {@link StorePool}, its connections. docs/observation.md lists the meters. By default nothing is
     * measured, and Micrometer is not needed. Two inventories of a process need a registry each, or one that tags their meters
     * differently.
     */
    public JdbiInventoryBuilder meterRegistry(MeterRegistry value) {
        meterRegistry = value;
        return this;
    }

    JdbiInventoryBuilder pool(StorePool value) {
        pool = value;
        return this;
    }

    private static Duration checked(String what, Duration value) {
        if (value.compareTo(LIMIT_MIN) < 0 || value.compareTo(LIMIT_MAX) > 0)
            throw new IllegalArgumentException(what + " must be 1 ms to " + LIMIT_MAX.toHours() + " h, is " + value);
        return value;
    }

    /** The longest that one transaction may take, after the longest that the one before it may take. */
    Duration answerMax() {
        return timeLimit.plus(statementTimeout.multipliedBy(2));
    }

    /** Closes it together with the inventory, on a thread of the library, once no request uses it any more. */
    public JdbiInventoryBuilder owning(AutoCloseable value) {
        owned = value;
        return this;
    }

    /**
     * Connects once, on a thread of the library, to learn which database it is, and blocks until then: for as long as the data
     * source takes to give a connection.
     *
     * @throws IllegalStateException if the group commit has more writers than there are connections
     * @throws SetupException if it can't connect or the caller is interrupted, if the database is neither PostgreSQL nor H2, or
     *     if it can't take the form of statements that was asked for
     */
    public JdbiInventory build() {
        if (groupCommit != null && groupCommit.writers() > connections)
            throw new IllegalStateException("each writer of the group commit needs a connection: there are "
                    + groupCommit.writers() + " writers and " + connections + " connections");
        JdbiInventory inventory = new JdbiInventory(this);
        if (pool != null && meterRegistry != null) pool.measure(meterRegistry);
        return inventory;
    }
}
