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

    /** Writes rows; says how many it wrote, which its caller must compare with how many there were. */
    Written write(Handle handle, Rows rows);

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
     * @param newOrders inserted; one that a twin recorded meanwhile is not counted, or fails all as a duplicate key
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

    /** How many of the {@link Rows} were written. */
    record Written(int newOrders, int stocks, int changedOrders, int entries) {}

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
