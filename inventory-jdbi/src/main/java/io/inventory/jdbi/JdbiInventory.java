package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.Inventory;
import io.inventory.Query;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.jdbi.batch.CoalescedReads;
import io.inventory.jdbi.batch.CommandQueue;
import io.inventory.jdbi.batch.Completions;
import io.inventory.jdbi.batch.ConnectionGate;
import io.inventory.jdbi.batch.QueryQueue;
import io.inventory.jdbi.batch.QueueLimits;
import io.inventory.jdbi.batch.SharedClose;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Queries;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.BatchTransaction;
import io.inventory.jdbi.transaction.SessionLimits;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The inventory on a relational database: PostgreSQL 13 or newer (also a Citus cluster, see {@link
 * Schema#distribute}), or H2 in PostgreSQL mode. Many processes may share one
 * database. Thread-safe.
 *
 * <pre>{@code
 * try (Inventory inventory = JdbiInventory.inMemory()) { … }      // a database of its own, gone with it
 * Inventory inventory = JdbiInventory.on(dataSource);              // tables made by Schema.migrate(dataSource)
 * }</pre>
 *
 * <p>Requests are carried out on threads of the library, so that the interrupt of a caller reaches no connection. (On
 * PostgreSQL a caller of {@link #execute} that nobody is before may run its transaction itself.) Each kind of request has
 * its bound, beyond which it is refused at once as overloaded: commands {@link BatchLimits}, reads of one stock or order
 * 20,000 that wait, other queries 1,000. Commands come first: reads leave them a connection.
 *
 * <p>Deadlocks, lost connections and the like are retried within a time limit, then answered with {@link
 * UnavailableException}; repeating the request is always safe.
 */
public final class JdbiInventory implements Inventory {
    /** How long {@link #close} waits for the requests that it has. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    /** What the store may take for it after that. */
    private static final Duration CLOSE_STORE_MAX = Duration.ofSeconds(20);

    private final BatchTransaction transaction;
    private final CommandQueue commands;
    private final CoalescedReads reads;
    private final QueryQueue queries;
    private final Completions completions;
    private final @Nullable AutoCloseable owned;
    private final SharedClose closing = new SharedClose(this::closeAll, CLOSE_MAX.plus(CLOSE_STORE_MAX));
    private volatile boolean closed;

    private JdbiInventory(Builder builder) {
        Database database = Databases.of(builder.dataSource);
        Dialect dialect = builder.statements.dialect(database);
        if (database == Database.CITUS && builder.statements == StatementForm.ARRAYS)
            Distribution.requireNone(builder.dataSource);
        SessionLimits limits = builder.limitsAreSet
                ? SessionLimits.ofPool(database, builder.lockTimeout)
                : SessionLimits.of(database, builder.lockTimeout, builder.statementTimeout);
        transaction = new BatchTransaction(dialect, builder.clock);
        TransactionRunner runner =
                new TransactionRunner(SqlObjects.on(builder.dataSource), transaction, limits, builder.timeLimit);
        completions = new Completions(builder.executor);
        BatchLimits batches = builder.groupCommit;
        Duration stalledMax = builder.timeLimit;
        Duration answerMax = builder.answerMax();
        ConnectionGate gate = batches == null
                ? ConnectionGate.forSingleCommands(builder.connections, stalledMax)
                : ConnectionGate.forBatches(builder.connections, batches.writers(), stalledMax);
        QueueLimits commandLimits = batches == null
                ? BatchLimits.ofSingleCommands(builder.connections, stalledMax, answerMax)
                : batches.ofQueue(answerMax);
        // H2 closes its file when a thread that uses it is interrupted, and a caller's may be
        commands =
                new CommandQueue(runner, commandLimits, gate, completions, batches != null && database != Database.H2);
        reads = new CoalescedReads(runner, dialect, gate, completions, stalledMax, answerMax);
        queries = new QueryQueue(runner, new Queries(dialect), gate, completions, stalledMax, answerMax);
        owned = builder.owned;
    }

    /** An inventory on a new H2 database in memory, tables made; gone when it is closed. Needs HikariCP, Flyway and H2. */
    public static JdbiInventory inMemory() {
        String url = "jdbc:h2:mem:inventory-" + UUID.randomUUID();
        StorePool pool = StorePool.open(StoreSettings.of(url, "sa", ""));
        Schema.migrate(pool.dataSource());
        return builder(pool).owning(pool).build();
    }

    /**
     * An inventory on the caller's connections, which the caller keeps and closes. The tables must be there: {@link
     * Schema#migrate}.
     *
     * @throws SetupException if it can't connect, or the database is neither PostgreSQL nor H2
     */
    public static JdbiInventory on(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** The same with options. */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource, false);
    }

    /** The same on all connections of a pool, which has the time limits set; that spares a statement a transaction. */
    public static Builder builder(StorePool pool) {
        return new Builder(pool.dataSource(), true)
                .connections(pool.poolSizeMax())
                .statementLimits(pool.lockTimeout(), pool.statementTimeout());
    }

    @Override
    public <A> A execute(Request<A> request) {
        requireOpen();
        if (request instanceof Command<A> command) return commands.execute(command);
        Query<A> query = (Query<A>) request;
        return CoalescedReads.answers(query) ? reads.execute(query) : queries.execute(query);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (closed) return CompletableFuture.failedFuture(UnavailableException.unavailable("it was closed"));
        if (request instanceof Command<A> command) return commands.submit(command);
        Query<A> query = (Query<A>) request;
        return CoalescedReads.answers(query) ? reads.submit(query) : queries.submit(query);
    }

    /**
     * Carries out commands inside the caller's own transaction, so that an order row of the caller's and its stock are
     * one commit; see {@link CallerTransaction}. They run on the calling thread: do not interrupt it, for H2 closes its
     * file when a thread that uses it is interrupted.
     *
     * @throws IllegalStateException if the connection commits by itself or is not READ COMMITTED
     */
    public CallerTransaction within(Connection connection) {
        requireOpen();
        return new CallerTransaction(connection, transaction);
    }

    private void requireOpen() {
        if (closed) throw UnavailableException.unavailable("it was closed");
    }

    /**
     * Refuses new requests at once, finishes those that it has, for {@link #CLOSE_MAX} at most, answers what is left with
     * {@link UnavailableException}, and then closes what it owns. Transactions of {@link #within} are their callers' to end.
     *
     * <p>May be called more than once and by many threads at once: each waits until all is closed, also if it is interrupted.
     * Only on a thread that carries out requests, as continuations are with {@code executor(Runnable::run)}, it returns at
     * once, and the closing goes on behind it.
     *
     * @throws IllegalStateException if what it owns can't be closed
     */
    @Override
    public void close() {
        closed = true;
        closing.begin();
        if (commands.isOwnThread() || reads.isOwnThread() || queries.isOwnThread()) return;
        closing.await();
    }

    private void closeAll() {
        long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
        commands.stop();
        reads.stop();
        queries.stop();
        commands.awaitEnd(deadline);
        reads.awaitEnd(deadline);
        queries.awaitEnd(deadline);
        completions.close(deadline);
        try {
            if (owned != null) owned.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the store failed", e);
        }
    }

    /** The options of a {@link JdbiInventory}. Not thread-safe. */
    public static final class Builder {
        private static final int CONNECTIONS_MAX = 1_000;
        private static final Duration LIMIT_MIN = Duration.ofMillis(1);
        private static final Duration LIMIT_MAX = Duration.ofHours(1);

        private final DataSource dataSource;
        private final boolean limitsAreSet;
        private @Nullable Clock clock;
        private @Nullable BatchLimits groupCommit;
        private StatementForm statements = StatementForm.AUTO;
        private int connections = StoreSettings.POOL_SIZE_DEFAULT;
        private @Nullable Executor executor;
        private Duration timeLimit = Duration.ofMillis(800);
        private Duration lockTimeout = Duration.ofSeconds(1);
        private Duration statementTimeout = Duration.ofSeconds(5);
        private @Nullable AutoCloseable owned;

        private Builder(DataSource dataSource, boolean limitsAreSet) {
            this.dataSource = dataSource;
            this.limitsAreSet = limitsAreSet;
        }

        /** The time to decide by, for tests; by default the database's clock. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** The form of the SQL statements; by default the fastest that the database is able to. */
        public Builder statements(StatementForm value) {
            statements = value;
            return this;
        }

        /** Single-row statements in sorted order, on one PostgreSQL too: {@link StatementForm#PORTABLE}. */
        public Builder portableStatements() {
            return statements(StatementForm.PORTABLE);
        }

        /** Commits the commands of many callers together; without it each command is a transaction of its own. */
        public Builder groupCommit(BatchLimits limits) {
            groupCommit = limits;
            return this;
        }

        /**
         * How many connections it uses at once, as many as the data source has for it; 8 by default, and all that a {@link
         * StorePool} has. Each writer of the group commit has one; reads share the others.
         *
         * @throws IllegalArgumentException if it is not 1 to 1,000
         */
        public Builder connections(int value) {
            if (value < 1 || value > CONNECTIONS_MAX)
                throw new IllegalArgumentException("connections must be 1 to " + CONNECTIONS_MAX + ", is " + value);
            connections = value;
            return this;
        }

        /**
         * For how long a failed transaction is begun again, 800 ms by default.
         *
         * @throws IllegalArgumentException if it is not 1 ms to 1 hour
         */
        public Builder timeLimit(Duration value) {
            timeLimit = checked("the time limit", value);
            return this;
        }

        /**
         * The limits of a lock and of a statement, 1 s and 5 s by default; a {@link StorePool} has its own.
         *
         * @throws IllegalArgumentException if one of them is not 1 ms to 1 hour
         */
        public Builder statementLimits(Duration lock, Duration statement) {
            lockTimeout = checked("the limit of a lock", lock);
            statementTimeout = checked("the limit of a statement", statement);
            return this;
        }

        /**
         * Where the futures of {@link JdbiInventory#submit} are completed, one task a future; by default threads of the
         * library, up to 256 as continuations block. {@code Runnable::run} completes them on the thread that carries out
         * the next requests: the fastest, but then nothing that depends on a future may block. What the executor refuses is
         * completed on threads of the library; one that drops tasks without a word loses their futures.
         */
        public Builder executor(Executor value) {
            executor = value;
            return this;
        }

        private static Duration checked(String what, Duration value) {
            if (value.compareTo(LIMIT_MIN) < 0 || value.compareTo(LIMIT_MAX) > 0)
                throw new IllegalArgumentException(
                        what + " must be 1 ms to " + LIMIT_MAX.toHours() + " h, is " + value);
            return value;
        }

        /** The longest that one transaction may take, after the longest that the one before it may take. */
        private Duration answerMax() {
            return timeLimit.plus(statementTimeout.multipliedBy(2));
        }

        /** Closes it together with the inventory, on a thread of the library, once no request uses it any more. */
        public Builder owning(AutoCloseable value) {
            owned = value;
            return this;
        }

        /**
         * Connects once, to learn which database it is.
         *
         * @throws SetupException if it can't, or the database is neither PostgreSQL nor H2
         */
        public JdbiInventory build() {
            return new JdbiInventory(this);
        }
    }
}
