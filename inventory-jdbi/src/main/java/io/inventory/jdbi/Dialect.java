package io.inventory.jdbi;

import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.LogsTable.LogRow;
import io.inventory.jdbi.OrdersTable.OrderRow;
import java.time.Clock;
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
    /** Locks the orders that exist. */
    List<OrderRecord> lockOrders(Handle handle, List<OrderId> orderIds);

    /** Locks the stocks that exist. */
    List<StockLevel> lockStocks(Handle handle, List<Sku> skus);

    /** Inserts orders; returns how many were not there yet. */
    int insertOrders(Handle handle, List<OrderRow> orders);

    /** Changes stocks that still have the version given and cover the change; returns how many did. */
    int changeStocks(Handle handle, List<StockDelta> deltas, OffsetDateTime now);

    /** Appends to the ledger. */
    int insertLedger(Handle handle, List<LogRow> entries);

    /** Reads the stocks that exist, in any order, in one statement. */
    List<Stock> findStocks(Handle handle, List<Sku> skus);

    /** Reads the orders that exist, in any order, in one statement. */
    List<OrderRecord> findOrders(Handle handle, List<OrderId> orderIds);

    /** Reads stocks in the order of code points. */
    List<Stock> pageStocks(Handle handle, String after, int limit);

    /** Reads ledger entries, in any order. */
    List<LedgerEntry> findEntries(Handle handle, List<EntryKey> keys);

    /** The store's time now, which is not that of the transaction's begin. */
    Instant now(Handle handle);

    /**
     * The sum of what a list of commands changes of one stock.
     *
     * @param version the version that the stock had
     * @param entries how many ledger entries it got
     */
    record StockDelta(Sku sku, long version, long change, long reservedChange, long entries) {}

    /** The key of a ledger entry. */
    record EntryKey(Sku sku, long version) {}

    /** The database's own clock, read in a statement of its own. */
    static Instant databaseTime(Handle handle) {
        return handle.createQuery("select clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    /** An embedded database lives in this process: its clock is the system's. */
    static Instant systemTime(Handle handle) {
        return Clock.systemUTC().instant();
    }
}
