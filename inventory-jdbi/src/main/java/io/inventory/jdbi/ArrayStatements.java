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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The fast form for one PostgreSQL: each list is an array parameter of one statement, and statements that need not wait
 * for an answer travel together.
 */
final class ArrayStatements implements Dialect {
    /** The database's own clock; {@code now()} is that of the transaction's begin, older than the wait for a lock. */
    static final String NOW = "select clock_timestamp()";

    private static final String COMMIT = "commit";
    private static final RowMapper<OrderRecord> ORDER = new OrdersTable.Mapper();
    private static final RowMapper<StockLevel> STOCK_LEVEL = new StocksTable.LevelMapper();
    private static final RowMapper<Instant> TIME =
            (row, context) -> row.getObject(1, OffsetDateTime.class).toInstant();

    @Override
    public Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        List<OrderRecord> orders = new ArrayList<>();
        List<Instant> now = new ArrayList<>();
        List<StockLevel> stocks = new ArrayList<>();
        Flight flight = new Flight();
        if (!orderIds.isEmpty())
            flight.bind("orders", texts(orderIds, OrderId::value)).query(OrdersTable.LOCK_ALL, ORDER, orders);
        flight.query(NOW, TIME, now);
        addLocks(flight, skus, stocks);
        flight.run(handle);
        return new Locked(orders, now.get(0), stocks);
    }

    @Override
    public List<StockLevel> lockStocks(Handle handle, List<Sku> skus) {
        List<StockLevel> stocks = new ArrayList<>();
        Flight flight = new Flight();
        addLocks(flight, skus, stocks);
        flight.run(handle);
        return stocks;
    }

    private static void addLocks(Flight flight, List<Sku> skus, List<StockLevel> stocks) {
        if (!skus.isEmpty())
            flight.bind("skus", texts(skus, Sku::value)).query(StocksTable.LOCK_ALL, STOCK_LEVEL, stocks);
    }

    @Override
    public void write(Handle handle, Rows rows, boolean thenCommit) {
        Flight flight = new Flight().bind("now", rows.now());
        if (!rows.newOrders().isEmpty()) bindNewOrders(flight, rows.newOrders()).then(OrdersTable.INSERT_ALL);
        if (!rows.stocks().isEmpty()) bindStocks(flight, rows.stocks()).then(StocksTable.CHANGE_ALL);
        if (!rows.changedOrders().isEmpty())
            bindChangedOrders(flight, rows.changedOrders()).then(OrdersTable.UPDATE_ALL);
        if (!rows.entries().isEmpty()) bindEntries(flight, rows.entries()).then(LogsTable.INSERT_ALL);
        // the driver knows from the answer that the transaction is over
        if (thenCommit && !flight.isEmpty()) flight.then(COMMIT);
        flight.run(handle);
    }

    private static Flight bindNewOrders(Flight flight, List<OrderRow> orders) {
        return flight.bind("newOrders", texts(orders, OrderRow::orderId))
                .bind("newOrigins", texts(orders, OrderRow::origin))
                .bind("newStatuses", texts(orders, OrderRow::status))
                .bind("newLines", texts(orders, OrderRow::lines))
                .bind("newRollbacks", texts(orders, OrderRow::rollbacks))
                .bind("newRejections", texts(orders, OrderRow::rejection))
                .bind("newExpiresAt", texts(orders, order -> text(order.expiresAt())))
                .bind("newConfirmedAt", texts(orders, order -> text(order.confirmedAt())))
                .bind("newClosedAt", texts(orders, order -> text(order.closedAt())));
    }

    private static Flight bindChangedOrders(Flight flight, List<OrderRow> orders) {
        return flight.bind("ordersChanged", orders.size())
                .bind("oldOrders", texts(orders, OrderRow::orderId))
                .bind("oldStatuses", texts(orders, OrderRow::status))
                .bind("oldLines", texts(orders, OrderRow::lines))
                .bind("oldRollbacks", texts(orders, OrderRow::rollbacks))
                .bind("oldConfirmedAt", texts(orders, order -> text(order.confirmedAt())))
                .bind("oldClosedAt", texts(orders, order -> text(order.closedAt())));
    }

    private static Flight bindStocks(Flight flight, List<StockDelta> deltas) {
        return flight.bind("stocksChanged", deltas.size())
                .bind("skus", texts(deltas, delta -> delta.sku().value()))
                .bind("versions", numbers(deltas, StockDelta::version))
                .bind("changes", numbers(deltas, StockDelta::change))
                .bind("reservedChanges", numbers(deltas, StockDelta::reservedChange))
                .bind("entries", numbers(deltas, StockDelta::entries));
    }

    private static Flight bindEntries(Flight flight, List<LogRow> entries) {
        return flight.bind("entrySkus", texts(entries, LogRow::sku))
                .bind("entryVersions", numbers(entries, LogRow::version))
                .bind("entryIds", array(entries, LogRow::id, UUID[]::new))
                .bind("entryChanges", numbers(entries, LogRow::change))
                .bind("entryReservedChanges", numbers(entries, LogRow::reservedChange))
                .bind("entryAvailable", numbers(entries, LogRow::availableAfter))
                .bind("entryReserved", numbers(entries, LogRow::reservedAfter))
                .bind("entryReasons", texts(entries, LogRow::reason))
                .bind("entryNotes", texts(entries, LogRow::note))
                .bind("entryRefIds", texts(entries, LogRow::refId));
    }

    @Override
    public List<Stock> findStocks(Handle handle, List<Sku> skus) {
        return handle.attach(StocksTable.class).findAll(texts(skus, Sku::value));
    }

    @Override
    public List<OrderRecord> findOrders(Handle handle, List<OrderId> orderIds) {
        return handle.attach(OrdersTable.class).findAll(texts(orderIds, OrderId::value));
    }

    @Override
    public List<Stock> pageStocks(Handle handle, String after, int limit) {
        return handle.attach(StocksTable.class).page(after, limit);
    }

    @Override
    public List<LedgerEntry> findEntries(Handle handle, List<EntryKey> keys) {
        return handle.attach(LogsTable.class)
                .findAll(texts(keys, key -> key.sku().value()), numbers(keys, EntryKey::version));
    }

    private static <T> String[] texts(List<T> rows, Function<T, @Nullable String> column) {
        return array(rows, column, String[]::new);
    }

    private static <T> Long[] numbers(List<T> rows, Function<T, Long> column) {
        return array(rows, column, Long[]::new);
    }

    private static <T, R extends @Nullable Object> R[] array(
            List<T> rows, Function<T, R> column, IntFunction<R[]> constructor) {
        R[] values = constructor.apply(rows.size());
        for (int i = 0; i < values.length; i++) values[i] = column.apply(rows.get(i));
        return values;
    }

    private static @Nullable String text(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toString();
    }
}
