package io.inventory.jdbi;

import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.LogsTable.LogRow;
import io.inventory.jdbi.OrdersTable.OrderRow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The statements whose form depends on the database: many rows in one statement for one PostgreSQL ({@link
 * ArrayStatements}), or row by row in sorted order ({@link RowStatements}). All lists of keys are sorted and without
 * doubles, which is the order of locks.
 */
interface Dialect {
    /** Locks the orders that exist, then reads the time, then locks the stocks that exist. */
    Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus);

    /** Locks the stocks that exist. */
    List<StockLevel> lockStocks(Handle handle, List<Sku> skus);

    /**
     * Writes all of the rows, or fails, and the transaction must be aborted.
     *
     * @param thenCommit whether to commit with the last statement if that saves a round trip; whoever began the
     *     transaction commits it in any case, which does nothing then
     * @throws ConcurrentInsertException if another transaction recorded a new order meanwhile; or it is a duplicate key
     * @throws RuntimeException if a stock or an order is not as it was when it was locked, which is a bug
     */
    void write(Handle handle, Rows rows, boolean thenCommit);

    /** Reads the stocks that exist, in any order, in one statement. */
    List<Stock> findStocks(Handle handle, List<Sku> skus);

    /** Reads the orders that exist, in any order, in one statement. */
    List<OrderRecord> findOrders(Handle handle, List<OrderId> orderIds);

    /** Reads stocks in the order of code points. */
    List<Stock> pageStocks(Handle handle, String after, int limit);

    /** Reads ledger entries, in any order. */
    List<LedgerEntry> findEntries(Handle handle, List<EntryKey> keys);

    /**
     * What was locked.
     *
     * @param now the store's time after the orders were locked, which is not that of the transaction's begin
     */
    record Locked(List<OrderRecord> orders, Instant now, List<StockLevel> stocks) {}

    /**
     * What a list of commands writes. Orders and stocks are sorted, which is the order of locks; entries are as decided.
     *
     * @param newOrders inserted
     * @param stocks changed where they still have the version given and cover the change
     * @param changedOrders updated
     * @param entries appended to the ledger
     * @param now the time of all of it
     */
    record Rows(
            List<OrderRow> newOrders,
            List<StockDelta> stocks,
            List<OrderRow> changedOrders,
            List<LogRow> entries,
            OffsetDateTime now) {}

    /**
     * The sum of what a list of commands changes of one stock.
     *
     * @param version the version that the stock had
     * @param entries how many ledger entries it got
     */
    record StockDelta(Sku sku, long version, long change, long reservedChange, long entries) {}

    /** The key of a ledger entry. */
    record EntryKey(Sku sku, long version) {}
}
