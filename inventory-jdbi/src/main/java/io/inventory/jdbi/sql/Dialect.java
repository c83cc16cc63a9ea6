package io.inventory.jdbi.sql;

import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Signal;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RequestKey;
import io.inventory.decision.RequestRecord;
import io.inventory.decision.ReservedUnits;
import io.inventory.decision.StockLevel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statements whose form depends on the database: many rows in one statement for one PostgreSQL ({@link
 * ArrayStatements}), the same for each shard of Citus ({@link ShardStatements}), or row by row in sorted order ({@link
 * RowStatements}). All lists of keys are sorted and without duplicates, which is the order of locks; on Citus within each shard.
 */
public interface Dialect {
    /** The fast form, for one PostgreSQL. */
    static Dialect arrays() {
        return new ArrayStatements();
    }

    /** The portable form, for one PostgreSQL. */
    static Dialect rows() {
        return RowStatements.forPostgresql();
    }

    /** The same for PostgreSQL's distributed relatives. */
    static Dialect distributedRows() {
        return RowStatements.forRelatives();
    }

    /** The form for Citus, whether its tables are distributed or not. */
    static Dialect shards() {
        return new ShardStatements();
    }

    /** The form for H2. */
    static Dialect h2() {
        return RowStatements.forH2();
    }

    /** Locks the orders that exist, then reads the time, then locks the stocks that exist. */
    Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus);

    /** Locks the orders that exist, then reads the time and the stocks that exist, which are not locked; for {@link #writeKnown}. */
    default Locked lockOrders(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the operators' requests that are recorded. They are read after the stocks are locked: a transaction that sees
     * the stock as a concurrent request left it must also see that request's answer.
     */
    default List<RequestRecord> findRequests(Handle handle, Collection<RequestKey> keys) {
        return OperatorStatements.find(handle, keys);
    }

    /** The store's time. */
    Instant now(Handle handle);

    /** Whether the store takes changes; a standby and a database that is set to read-only do not. */
    boolean isWritable(Handle handle);

    /**
     * Reads in a transaction whose statements all see what was committed when it began. Where the rows are on several servers,
     * each of its statements sees what was committed when that began. It must be short: meanwhile no row that was changed can be
     * cleaned up.
     */
    default <T> T inSnapshot(Handle handle, Function<Handle, T> read) {
        return handle.inTransaction(begun -> {
            begun.execute("set transaction isolation level repeatable read, read only");
            return read.apply(begun);
        });
    }

    /** Locks the stocks that exist. */
    List<StockLevel> lockStocks(Handle handle, List<Sku> skus);

    /**
     * Writes all of the rows, or fails, and the transaction must be aborted.
     *
     * @param thenCommit whether to commit with the last statement if that saves a round trip; whoever began the
     *     transaction commits it in any case, which does nothing then
     * @throws ConcurrentInsertException if another transaction recorded a new order, request or SKU meanwhile; it may
     *     also fail with a duplicate key, for that reason or because a ledger is ahead of its stock
     * @throws RuntimeException if a stock or an order is not as it was when it was locked, which is a bug
     */
    void write(Handle handle, Rows rows, boolean thenCommit);

    /** Whether rows may be on several servers, one of which may be ahead of another in what a statement sees. */
    default boolean isDistributed() {
        return false;
    }

    /** Whether a statement may have arrays for parameters. */
    default boolean takesArrays() {
        return false;
    }

    /** Whether there is {@link #writeKnown}. */
    default boolean writesKnown() {
        return false;
    }

    /**
     * Writes all of the rows and commits in one round trip, after nothing was locked; or fails, and the transaction must be
     * aborted. The change of a stock proves that it is as it was known.
     *
     * @param compared the stocks that are compared first, because decisions depend on more than what is changed; they are
     *     locked, so that all stocks of the rows must be among them; none for no comparison
     * @param isEstimatedTime whether the time of the rows is an estimate of the store's, which must be right within a second
     * @return the store's time when it began
     * @throws RuntimeException with SQLState 22P02, 23505 or 23514 if something is not as it is known
     */
    default Instant writeKnown(Handle handle, Rows rows, List<StockLevel> compared, boolean isEstimatedTime) {
        throw new UnsupportedOperationException();
    }

    /** Reads the stocks that exist, in any order, in one statement. */
    List<Stock> findStocks(Handle handle, List<Sku> skus);

    /** Reads the orders that exist, in any order, in one statement. */
    List<LoadedOrder> findOrders(Handle handle, List<OrderId> orderIds);

    /**
     * Reads stocks in the order of code points.
     *
     * @throws UnreadableRowException if one of them was not written by the inventory
     */
    List<Stock> pageStocks(Handle handle, String after, int limit);

    /**
     * Reads ledger entries, in any order.
     *
     * @throws UnreadableRowException if a newer version wrote one of them
     */
    List<LedgerEntry> findEntries(Handle handle, List<LedgerKey> keys);

    /** For each SKU, finds its first ledger entry after a version, if there is one; in any order. */
    List<LedgerKey> findEntriesAfter(Handle handle, List<LedgerKey> versions);

    /** For each SKU, finds its last signal after a version, if there is one; in any order. */
    List<LedgerKey> findSignalsAfter(Handle handle, List<LedgerKey> versions);

    /**
     * Finds the reservations of some SKUs whose time is over, those of a SKU together, in the order in which they ran out.
     *
     * @param limit of each SKU
     */
    default OverdueUnits findOverdue(Handle handle, List<Sku> skus, Instant now, int limit) {
        return new OverdueLook(this, handle, now, limit).find(skus);
    }

    /** Which of the orders are reservations that hold units. */
    List<ReservedOrder> findReserved(Handle handle, List<String> orderIds);

    /**
     * Finds the reservations whose time is over, in the order in which they ran out.
     *
     * @param after where to go on
     */
    default List<OverdueOrder> findOverdue(Handle handle, Instant now, OverdueOrder after, int limit) {
        return handle.attach(OrdersTable.class)
                .findOverdue(
                        now.atOffset(ZoneOffset.UTC),
                        after.expiresAt().atOffset(ZoneOffset.UTC),
                        after.orderId(),
                        limit);
    }

    /**
     * What overdue reservations are recorded for.
     *
     * @param held the units that they hold
     * @param bytes how large the lines of the orders are that hold them
     * @param stale what led to orders which are no reservations any more: a process of another version has closed them
     * @param unreadable what the inventory did not write
     */
    record OverdueUnits(
            List<ReservedUnits> held,
            Map<OrderId, Long> bytes,
            List<ReservedUnits> stale,
            List<UnreadableRowException> unreadable) {}

    /**
     * An order that is a reservation.
     *
     * @param orderId its id, as it is in the row
     * @param bytes how large its lines are
     */
    record ReservedOrder(String orderId, long bytes) {}

    /**
     * What was locked.
     *
     * @param now the store's time after the orders were locked, which is not that of the transaction's begin
     */
    record Locked(List<LoadedOrder> orders, Instant now, List<StockLevel> stocks) {}

    /**
     * What a list of commands writes. Orders and stocks are sorted, which is the order of locks; entries are as decided.
     *
     * @param newRequests inserted: those of operators
     * @param newStocks inserted: those of SKUs that an operator creates
     * @param newOrders inserted
     * @param stocks changed where they are still as they were and cover the change
     * @param policies the stocks whose policy is set
     * @param changedOrders updated
     * @param reservations put beside those of other orders, for each line that a reservation holds units of
     * @param freed deleted, as far as they are there: lines that hold none any more
     * @param entries appended to the ledger
     * @param signals what the rest of the shop is to be told
     * @param now the time of all of it
     */
    record Rows(
            List<RequestRecord> newRequests,
            List<NewStock> newStocks,
            List<OrderRecord> newOrders,
            List<StockDelta> stocks,
            List<StockLevel> policies,
            List<OrderRecord> changedOrders,
            List<ReservedUnits> reservations,
            List<ReservedUnits> freed,
            List<LedgerEntry> entries,
            List<Signal> signals,
            Instant now) {}

    /** The stock of a SKU that did not exist before. */
    record NewStock(UUID id, StockLevel level) {}

    /**
     * The sum of what a list of commands changes of one stock.
     *
     * @param before the stock as it was
     * @param entries how many ledger entries it got
     * @param lowest how far the sellable units fell, below those at the beginning, when an order took some; null if none did
     */
    record StockDelta(
            StockLevel before,
            long change,
            long reservedChange,
            long entries,
            @Nullable Long lowest) {
        /** Whether orders took units for good of a stock that has no policy, and nothing else happened. */
        boolean isTaken() {
            return reservedChange == 0
                    && lowest != null
                    && lowest == change
                    && before.safetyStock() == 0
                    && before.lowThreshold() == 0;
        }
    }
}
