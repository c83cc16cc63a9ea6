package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.decision.Decider;
import io.inventory.jdbi.InventoryListener.Kind;
import io.inventory.jdbi.batch.Completions;
import io.inventory.jdbi.batch.QueueLimits;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.metrics.StoreMetrics;
import io.inventory.jdbi.queue.CoalescedReads;
import io.inventory.jdbi.queue.CommandQueue;
import io.inventory.jdbi.queue.ConnectionGate;
import io.inventory.jdbi.queue.ExpirySweep;
import io.inventory.jdbi.queue.QueryQueue;
import io.inventory.jdbi.queue.QueueObserver;
import io.inventory.jdbi.queue.QueueParts;
import io.inventory.jdbi.queue.RetentionObserver;
import io.inventory.jdbi.queue.StockExports;
import io.inventory.jdbi.queue.StoreWatch;
import io.inventory.jdbi.sql.Backlog;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Leases;
import io.inventory.jdbi.sql.Queries;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.sql.verification.Verification;
import io.inventory.jdbi.thread.SharedClose;
import io.inventory.jdbi.transaction.BatchTransaction;
import io.inventory.jdbi.transaction.SessionLimits;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The inventory on a relational database: PostgreSQL 13 or newer (also a Citus cluster, see {@link Schema#distribute}), or H2
 * in PostgreSQL mode. Many processes may share one database. Thread-safe. Takes no null and gives none.
 *
 * <pre>{@code
 * try (Inventory inventory = JdbiInventory.inMemory()) { … }      // a database of its own, gone with it
 * Inventory inventory = JdbiInventory.on(dataSource);              // tables made by Schema.migrate(dataSource)
 * }</pre>
 *
 * <p>Requests are carried out on threads of the library, so that the interrupt of a caller reaches no connection. (On a {@link
 * StorePool} of PostgreSQL a caller of {@link #execute} that nobody is before may run its transaction itself.) The commands of
 * many callers are committed together, unless {@link JdbiInventoryBuilder#withoutGroupCommit} says otherwise. Each kind of
 * request has its bound, beyond which it is refused at once as overloaded: commands {@link BatchLimits}, reads of one stock or
 * order 20,000 that wait, other queries 1,000. Commands come first: reads leave them a connection.
 *
 * <p>{@link #execute} blocks, for 10.8 s at most by default: {@link JdbiInventoryBuilder#timeLimit} and twice the limit
 * of a statement; only where the caller runs its transaction itself, as long as each of its statements takes within its
 * limit. An interrupt ends that wait with {@link UnavailableException} and is kept; what was begun goes on. {@link
 * #submit} does not block. Continuations of its futures run on the executor of the builder, by default on threads of the
 * library, where they may block and call the inventory; one that is added to a future that is done runs on the thread
 * that adds it.
 *
 * <p>Deadlocks, lost connections and the like are retried within a time limit, then answered with {@link
 * UnavailableException}; repeating the request is always safe.
 */
public final class JdbiInventory implements Inventory {
    /** How long {@link #close} waits for the requests that it has. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    /** Nothing waits for that long: what is to begin within more than that has no limit. */
    private static final Duration BEGIN_MAX = Duration.ofDays(1);

    /** What the store may take for it after that. */
    private static final Duration CLOSE_STORE_MAX = Duration.ofSeconds(20);

    private final BatchTransaction transaction;
    private final RequestQueues queues;
    private final Queries answers;
    private final Completions completions;
    private final @Nullable ListenerRelay listener;
    private final @Nullable StoreMetrics metrics;
    private final @Nullable StoreWatch watch;
    private final QueueParts parts;
    private final Supplier<ExpirySweep> sweeps;
    private final Dialect dialect;
    private final Function<Handle, Instant> now;
    private final Leases leases;
    private final Set<RepeatedWork> works = ConcurrentHashMap.newKeySet();
    private final ReservationLooks reservations;
    private final @Nullable AutoCloseable owned;
    private final SharedClose closing = new SharedClose(this::closeAll, CLOSE_MAX.plus(CLOSE_STORE_MAX));
    private volatile boolean closed;

    JdbiInventory(JdbiInventoryBuilder builder) {
        Database database = Databases.of(builder.dataSource);
        dialect = builder.statements.dialect(database);
        if (database == Database.CITUS && builder.statements == StatementForm.ARRAYS)
            Distribution.requireNone(builder.dataSource);
        SessionLimits limits = builder.limitsAreSet
                ? SessionLimits.ofPool(database, builder.lockTimeout)
                : SessionLimits.of(database, builder.lockTimeout, builder.statementTimeout);
        transaction = new BatchTransaction(dialect, new Decider(builder.reservationMax), builder.clock);
        TransactionRunner runner = new TransactionRunner(
                SqlObjects.on(builder.dataSource),
                transaction,
                dialect.writesKnown() ? builder.knownStocks.get() : new KnownStocks(0),
                limits,
                builder.timeLimit);
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
        // on connections of the caller's nothing limits the wait for one
        boolean onCallersThread = batches != null && database != Database.H2 && builder.limitsAreSet;
        listener = builder.listener == null ? null : new ListenerRelay(builder.listener);
        parts = new QueueParts(runner, gate, completions, stalledMax, answerMax);
        metrics = builder.meterRegistry == null ? null : new StoreMetrics(builder.meterRegistry);
        answers = new Queries(dialect, builder.clock, builder.signalRetention);
        queues = new RequestQueues(
                new CommandQueue(parts, commandLimits, onCallersThread, observer(Kind.COMMANDS)),
                new CoalescedReads(parts, dialect, observer(Kind.SINGLE_READS)),
                new QueryQueue(parts, answers, Verification.ofAll(dialect), observer(Kind.OTHER_QUERIES)),
                new StockExports(parts, dialect, database, observer(Kind.OTHER_QUERIES), builder.exportLimits));
        QueueObserver ofSweeps = metrics == null ? QueueObserver.NONE : metrics.sweeps();
        sweeps = () -> new ExpirySweep(parts, dialect, builder.clock, ofSweeps);
        reservations = new ReservationLooks(parts, dialect);
        Clock testClock = builder.clock;
        now = handle -> testClock == null ? dialect.now(handle) : testClock.instant();
        leases = new Leases(now);
        owned = builder.owned;
        watch = metrics == null
                ? null
                : new StoreWatch(() -> parts.read(handle -> Backlog.read(handle, dialect, now.apply(handle))));
        beginToMeasure();
    }

    private QueueObserver observer(Kind kind) {
        QueueObserver heard = listener == null ? QueueObserver.NONE : listener.observer(kind);
        if (metrics == null) return heard;
        return QueueObserver.both(
                heard,
                switch (kind) {
                    case COMMANDS -> metrics.commands();
                    case SINGLE_READS -> metrics.singleReads();
                    case OTHER_QUERIES -> metrics.otherQueries();
                });
    }

    private void beginToMeasure() {
        if (metrics == null || watch == null) return;
        queues.show(metrics);
        metrics.watchStore(watch);
        watch.start();
    }

    /**
     * An inventory on a new H2 database in memory, tables made; gone when it is closed. Blocks while the tables are made. Needs
     * HikariCP, Flyway and H2.
     *
     * @throws SetupException if the caller is interrupted
     */
    public static JdbiInventory inMemory() {
        String url = "jdbc:h2:mem:inventory-" + UUID.randomUUID();
        StorePool pool = StorePool.open(StoreSettings.of(url, "sa", ""));
        try {
            Schema.migrate(pool.dataSource());
            return builder(pool).owning(pool).build();
        } catch (Throwable e) {
            pool.close();
            throw e;
        }
    }

    /**
     * An inventory on the caller's connections, which the caller keeps and closes. The tables must be there: {@link
     * Schema#migrate}. Connects once, as {@link JdbiInventoryBuilder#build} does.
     *
     * @throws SetupException if it can't connect or the caller is interrupted, or the database is neither PostgreSQL nor H2
     */
    public static JdbiInventory on(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** The same with options. */
    public static JdbiInventoryBuilder builder(DataSource dataSource) {
        return new JdbiInventoryBuilder(dataSource, false);
    }

    /** The same on all connections of a pool, which has the time limits set; that spares a statement a transaction. */
    public static JdbiInventoryBuilder builder(StorePool pool) {
        return new JdbiInventoryBuilder(pool.dataSource(), true)
                .pool(pool)
                .connections(pool.poolSizeMax())
                .statementLimits(pool.lockTimeout(), pool.statementTimeout());
    }

    @Override
    public <A> A execute(Request<A> request) {
        requireOpen();
        return queues.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (closed) return CompletableFuture.failedFuture(UnavailableException.unavailable("it was closed"));
        return queues.submit(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request, Duration beginWithin) {
        return beginWithin.compareTo(BEGIN_MAX) > 0 || closed
                ? Inventory.super.submit(request, beginWithin)
                : queues.submit(request, beginWithin);
    }

    /**
     * Carries out commands inside the caller's own transaction, so that an order row of the caller's and its stock are
     * one commit; see {@link CallerTransaction}. They run on the calling thread: do not interrupt it, for H2 closes its
     * file when a thread that uses it is interrupted.
     *
     * @throws IllegalStateException if the connection commits by itself or is not READ COMMITTED
     * @throws UnavailableException if the inventory is closed, or the connection is lost
     */
    public CallerTransaction within(Connection connection) {
        requireOpen();
        return new CallerTransaction(connection, transaction);
    }

    /**
     * The reservations that run out next, those that are overdue first; for operators who look. Does not block: the future is
     * completed on a thread of the library, or fails with {@link UnavailableException} if the store does not answer, or if too many
     * look.
     *
     * @param limit how many at most, 1 to {@link io.inventory.Page#SIZE_MAX}
     */
    public CompletableFuture<List<ExpiringReservation>> nextToExpire(int limit) {
        requireOpen();
        return reservations.next(limit);
    }

    /** As of {@link ReservationExpiry#start}. */
    ReservationExpiry startExpiry(ExpiryLimits expiryLimits, BooleanSupplier resting) {
        return new ReservationExpiry(
                sweeps.get(),
                expiryLimits,
                new ReservationExpiry.Conditions(() -> parts.read(answers::upkeep), resting),
                step -> startWork("inventory-expiry", step));
    }

    /** As of {@link OrderRetention#start}. */
    OrderRetention startRetention(Duration retained, BooleanSupplier resting) {
        return new OrderRetention(
                retention("orders"), retained, resting, step -> startWork("inventory-retention", step));
    }

    /** As of {@link LedgerRetention#start}. */
    LedgerRetention startLedgerRetention(LedgerRetention.Settings settings, BooleanSupplier resting) {
        return new LedgerRetention(
                retention("ledger"), settings, resting, step -> startWork("inventory-archive", step));
    }

    private RetentionTurn.Store retention(String what) {
        RetentionObserver observer = metrics == null ? RetentionObserver.NONE : metrics.retention(what);
        return new RetentionTurn.Store(parts, dialect, now, observer);
    }

    private RepeatedWork startWork(String name, ToLongFunction<RepeatedWork> step) {
        requireOpen();
        RepeatedWork work = new RepeatedWork(name, step, works::remove);
        works.add(work);
        try {
            requireOpen(); // it may have been closed, with those that were there, meanwhile
            work.start();
            return work;
        } catch (RuntimeException | Error e) {
            work.end();
            throw e;
        }
    }

    /** As of {@link SignalLease#of}. */
    SignalLease signalLease(String name) {
        requireOpen();
        return new SignalLease(parts, leases, name);
    }

    private void requireOpen() {
        if (closed) throw UnavailableException.unavailable("it was closed");
    }

    /**
     * Refuses new requests at once, finishes those that it has, for {@link #CLOSE_MAX} at most, answers what is left with
     * {@link UnavailableException}, and then closes what it owns. Transactions of {@link #within} are their callers' to end.
     *
     * <p>May be called more than once and by many threads at once: each waits until all is closed, also if it is interrupted.
     * Only on a thread that carries out requests or closes, as continuations are with {@code
     * executor(Runnable::run)}, it returns at once, and the closing goes on behind it.
     *
     * @throws IllegalStateException if what it owns can't be closed
     */
    @Override
    public void close() {
        closed = true;
        closing.begin();
        if (queues.isOwnThread()) return;
        closing.await();
    }

    private void closeAll() {
        long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
        works.forEach(RepeatedWork::stop);
        if (watch != null) watch.stop();
        queues.stop();
        queues.awaitEnd(deadline);
        works.forEach(work -> work.awaitEnd(deadline));
        if (watch != null) watch.awaitEnd(deadline);
        if (metrics != null) metrics.close();
        completions.close(deadline);
        try {
            if (owned != null) owned.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the store failed", e);
        }
    }
}
