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
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The fast form for one PostgreSQL: each list is an array parameter of one statement. */
final class ArrayStatements implements Dialect {
    @Override
    public List<OrderRecord> lockOrders(Handle handle, List<OrderId> orderIds) {
        return handle.attach(OrdersTable.class).lockAll(array(orderIds, OrderId::value, String[]::new));
    }

    @Override
    public List<StockLevel> lockStocks(Handle handle, List<Sku> skus) {
        return handle.attach(StocksTable.class).lockAll(array(skus, Sku::value, String[]::new));
    }

    @Override
    public int insertOrders(Handle handle, List<OrderRow> orders) {
        return handle.attach(OrdersTable.class)
                .insertAll(
                        array(orders, OrderRow::orderId, String[]::new),
                        array(orders, OrderRow::origin, String[]::new),
                        array(orders, OrderRow::status, String[]::new),
                        array(orders, OrderRow::lines, String[]::new),
                        array(orders, OrderRow::rollbacks, String[]::new),
                        array(orders, OrderRow::rejection, String[]::new),
                        array(orders, order -> text(order.expiresAt()), String[]::new),
                        array(orders, order -> text(order.confirmedAt()), String[]::new),
                        array(orders, order -> text(order.closedAt()), String[]::new),
                        orders.get(0).createdAt());
    }

    @Override
    public int changeStocks(Handle handle, List<StockDelta> deltas, OffsetDateTime now) {
        return handle.attach(StocksTable.class)
                .changeAll(
                        array(deltas, delta -> delta.sku().value(), String[]::new),
                        array(deltas, StockDelta::version, Long[]::new),
                        array(deltas, StockDelta::change, Long[]::new),
                        array(deltas, StockDelta::reservedChange, Long[]::new),
                        array(deltas, StockDelta::entries, Long[]::new),
                        now);
    }

    @Override
    public int insertLedger(Handle handle, List<LogRow> entries) {
        return handle.attach(LogsTable.class)
                .insertAll(
                        array(entries, LogRow::sku, String[]::new),
                        array(entries, LogRow::version, Long[]::new),
                        array(entries, LogRow::id, UUID[]::new),
                        array(entries, LogRow::change, Long[]::new),
                        array(entries, LogRow::reservedChange, Long[]::new),
                        array(entries, LogRow::availableAfter, Long[]::new),
                        array(entries, LogRow::reservedAfter, Long[]::new),
                        array(entries, LogRow::reason, String[]::new),
                        array(entries, LogRow::note, String[]::new),
                        array(entries, LogRow::refId, String[]::new),
                        entries.get(0).createdAt());
    }

    @Override
    public List<Stock> findStocks(Handle handle, List<Sku> skus) {
        return handle.attach(StocksTable.class).findAll(array(skus, Sku::value, String[]::new));
    }

    @Override
    public List<OrderRecord> findOrders(Handle handle, List<OrderId> orderIds) {
        return handle.attach(OrdersTable.class).findAll(array(orderIds, OrderId::value, String[]::new));
    }

    @Override
    public List<Stock> pageStocks(Handle handle, String after, int limit) {
        return handle.attach(StocksTable.class).page(after, limit);
    }

    @Override
    public List<LedgerEntry> findEntries(Handle handle, List<EntryKey> keys) {
        return handle.attach(LogsTable.class)
                .findAll(
                        array(keys, key -> key.sku().value(), String[]::new),
                        array(keys, EntryKey::version, Long[]::new));
    }

    @Override
    public Instant now(Handle handle) {
        return Dialect.databaseTime(handle);
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
