package io.inventory.jdbi.sql;

import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.sql.SignalsTable.SignalKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The fast form for one PostgreSQL: each list is an array parameter of one statement, and statements that do not depend on
 * each other's results are sent in one round trip.
 */
final class ArrayStatements implements Dialect {
    /** The database's current time; {@code now()} is when the transaction began, before it waited for locks. */
    static final String NOW = "select clock_timestamp()";

    /** The same; fails unless the time that rows are written with is that, within a second. */
    static final String NOW_AS_KNOWN = """
            select clock_timestamp(), case when abs(extract(epoch from clock_timestamp() - :now)) <= 1 then 0
                else ('the time is ' || clock_timestamp())::int end""";

    static final String WRITABLE = "select current_setting('transaction_read_only') = 'off'";

    static final RowMapper<LoadedOrder> ORDER = new OrdersTable.Mapper();
    static final RowMapper<StockLevel> STOCK_LEVEL = new StocksTable.LevelMapper();
    static final RowMapper<Instant> TIME =
            (row, context) -> row.getObject(1, OffsetDateTime.class).toInstant();

    @Override
    public Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        return lock(handle, orderIds, skus, StocksTable.LOCK_ALL);
    }

    @Override
    public Locked lockOrders(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        return lock(handle, orderIds, skus, StocksTable.READ_ALL);
    }

    private static Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus, String ofStocks) {
        List<LoadedOrder> orders = new ArrayList<>();
        List<Instant> now = new ArrayList<>();
        List<StockLevel> stocks = new ArrayList<>();
        PipelinedStatements statements = new PipelinedStatements();
        if (!orderIds.isEmpty())
            statements.bind("orders", texts(orderIds, OrderId::value)).query(OrdersTable.LOCK_ALL, ORDER, orders);
        statements.query(NOW, TIME, now);
        addStocks(statements, skus, ofStocks, stocks);
        statements.run(handle);
        return new Locked(orders, now.get(0), stocks);
    }

    @Override
    public Instant now(Handle handle) {
        return handle.createQuery(NOW).map(TIME).one();
    }

    @Override
    public boolean isWritable(Handle handle) {
        return handle.createQuery(WRITABLE).mapTo(Boolean.class).one();
    }

    @Override
    public List<StockLevel> lockStocks(Handle handle, List<Sku> skus) {
        List<StockLevel> stocks = new ArrayList<>();
        PipelinedStatements statements = new PipelinedStatements();
        addStocks(statements, skus, StocksTable.LOCK_ALL, stocks);
        statements.run(handle);
        return stocks;
    }

    private static void addStocks(PipelinedStatements statements, List<Sku> skus, String sql, List<StockLevel> stocks) {
        if (!skus.isEmpty()) statements.bind("skus", texts(skus, Sku::value)).query(sql, STOCK_LEVEL, stocks);
    }

    @Override
    public boolean takesArrays() {
        return true;
    }

    @Override
    public boolean writesKnown() {
        return true;
    }

    @Override
    public Instant writeKnown(Handle handle, Rows rows, List<StockLevel> compared, boolean isEstimatedTime) {
        List<Instant> now = new ArrayList<>(1);
        PipelinedStatements statements =
                new PipelinedStatements().query(isEstimatedTime ? NOW_AS_KNOWN : NOW, TIME, now);
        ArrayWrites writes = new ArrayWrites(statements);
        writes.compareStocks(compared);
        writes.all(rows);
        statements.then("commit").run(handle);
        return now.get(0);
    }

    @Override
    public void write(Handle handle, Rows rows, boolean thenCommit) {
        OperatorStatements.insert(handle, rows, rows.now().atOffset(ZoneOffset.UTC));
        PipelinedStatements statements = new PipelinedStatements();
        new ArrayWrites(statements).all(rows);
        // the driver sees in the response that the transaction has ended
        if (thenCommit && rows.policies().isEmpty() && !statements.isEmpty()) statements.then("commit");
        statements.run(handle);
        OperatorStatements.setPolicies(handle, rows.policies());
    }

    @Override
    public List<Stock> findStocks(Handle handle, List<Sku> skus) {
        return handle.attach(StocksTable.class).findAll(texts(skus, Sku::value));
    }

    @Override
    public List<LoadedOrder> findOrders(Handle handle, List<OrderId> orderIds) {
        return handle.attach(OrdersTable.class).findAll(texts(orderIds, OrderId::value));
    }

    @Override
    public List<Stock> pageStocks(Handle handle, String after, int limit) {
        return handle.attach(StocksTable.class).page(after, limit);
    }

    @Override
    public List<LedgerEntry> findEntries(Handle handle, List<LedgerKey> keys) {
        return handle.attach(LogsTable.class).findAll(skus(keys), versions(keys));
    }

    @Override
    public List<LedgerKey> findEntriesAfter(Handle handle, List<LedgerKey> versions) {
        return handle.attach(LogsTable.class).findAllAfter(skus(versions), versions(versions));
    }

    @Override
    public List<LedgerKey> findSignalsAfter(Handle handle, List<LedgerKey> versions) {
        return handle.attach(SignalsTable.class).findAllLastAfter(skus(versions), versions(versions)).stream()
                .map(SignalKey::ledgerKey)
                .toList();
    }

    @Override
    public List<ReservedOrder> findReserved(Handle handle, List<String> orderIds) {
        return handle.attach(OrdersTable.class).findReserved(orderIds.toArray(String[]::new));
    }

    private static String[] skus(List<LedgerKey> keys) {
        return texts(keys, key -> key.sku().value());
    }

    private static Long[] versions(List<LedgerKey> keys) {
        return keys.stream().map(LedgerKey::version).toArray(Long[]::new);
    }

    static <T> String[] texts(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
