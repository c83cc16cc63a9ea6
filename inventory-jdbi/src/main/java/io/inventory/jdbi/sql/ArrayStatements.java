package io.inventory.jdbi.sql;

import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.sql.LogsTable.LogRow;
import io.inventory.jdbi.sql.OrdersTable.OrderRow;
import io.inventory.jdbi.sql.ReservationsTable.ReservationRow;
import io.inventory.jdbi.sql.SignalsTable.SignalKey;
import io.inventory.jdbi.sql.SignalsTable.SignalRow;
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
    private static final String NOW_AS_KNOWN = """
            select clock_timestamp(), case when abs(extract(epoch from clock_timestamp() - :now)) <= 1 then 0
                else ('the time is ' || clock_timestamp())::int end""";

    static final String WRITABLE = "select current_setting('transaction_read_only') = 'off'";

    private static final RowMapper<LoadedOrder> ORDER = new OrdersTable.Mapper();
    private static final RowMapper<StockLevel> STOCK_LEVEL = new StocksTable.LevelMapper();
    private static final RowMapper<Instant> TIME =
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
    public boolean writesKnown() {
        return true;
    }

    @Override
    public Instant writeKnown(Handle handle, Rows rows, List<StockLevel> compared, boolean isEstimatedTime) {
        List<Instant> now = new ArrayList<>(1);
        PipelinedStatements statements =
                new PipelinedStatements().query(isEstimatedTime ? NOW_AS_KNOWN : NOW, TIME, now);
        compareStocks(statements, compared);
        addWrites(statements, rows);
        statements.then("commit").run(handle);
        return now.get(0);
    }

    private static void compareStocks(PipelinedStatements statements, List<StockLevel> known) {
        if (known.isEmpty()) return;
        statements.bind("lockedSkus", texts(known, stock -> stock.sku().value()));
        new Columns<>(statements, known)
                .count("stocksKnown")
                .texts("knownSkus", stock -> stock.sku().value())
                .numbers("knownVersions", StockLevel::version)
                .numbers("knownAvailable", StockLevel::available)
                .numbers("knownReserved", StockLevel::reserved)
                .numbers("knownSafety", StockLevel::safetyStock)
                .write(StocksTable.COMPARE_ALL);
    }

    @Override
    public void write(Handle handle, Rows rows, boolean thenCommit) {
        OperatorStatements.insert(handle, rows, rows.now().atOffset(ZoneOffset.UTC));
        PipelinedStatements statements = new PipelinedStatements();
        addWrites(statements, rows);
        // the driver sees in the response that the transaction has ended
        if (thenCommit && rows.policies().isEmpty() && !statements.isEmpty()) statements.then("commit");
        statements.run(handle);
        OperatorStatements.setPolicies(handle, rows.policies());
    }

    /** Stocks first: where they are not locked yet, that is the order of locks. */
    private static void addWrites(PipelinedStatements statements, Rows rows) {
        OffsetDateTime time = rows.now().atOffset(ZoneOffset.UTC);
        statements.bind("now", time);
        changeStocks(statements, rows.stocks());
        insertOrders(statements, OrderRow.all(rows.newOrders()));
        updateOrders(statements, OrderRow.all(rows.changedOrders()));
        writeReservations(statements, rows);
        insertEntries(statements, LogRow.all(rows.entries()), time);
        insertSignals(statements, SignalRow.all(rows.signals()));
    }

    private static void insertOrders(PipelinedStatements statements, List<OrderRow> orders) {
        Columns<OrderRow> columns = new Columns<>(statements, orders)
                .texts("newOrders", OrderRow::orderId)
                .texts("newLines", OrderRow::lines);
        if (orders.stream().allMatch(OrderRow::isDeducted)) {
            columns.write(OrdersTable.INSERT_DEDUCTED);
            return;
        }
        columns.texts("newOrigins", OrderRow::origin)
                .texts("newStatuses", OrderRow::status)
                .texts("newRollbacks", OrderRow::rollbacks)
                .texts("newRejections", OrderRow::rejection)
                .times("newExpiresAt", OrderRow::expiresAt)
                .times("newConfirmedAt", OrderRow::confirmedAt)
                .times("newClosedAt", OrderRow::closedAt)
                .write(OrdersTable.INSERT_ALL);
    }

    private static void updateOrders(PipelinedStatements statements, List<OrderRow> orders) {
        new Columns<>(statements, orders)
                .count("ordersChanged")
                .texts("oldOrders", OrderRow::orderId)
                .texts("oldStatuses", OrderRow::status)
                .texts("oldLines", OrderRow::lines)
                .texts("oldRollbacks", OrderRow::rollbacks)
                .times("oldExpiresAt", OrderRow::expiresAt)
                .times("oldReservedUntil", OrderRow::reservedUntil)
                .times("oldConfirmedAt", OrderRow::confirmedAt)
                .times("oldClosedAt", OrderRow::closedAt)
                .write(OrdersTable.UPDATE_ALL);
    }

    private static void changeStocks(PipelinedStatements statements, List<StockDelta> deltas) {
        Columns<StockDelta> columns = new Columns<>(statements, deltas)
                .count("stocksChanged")
                .texts("skus", delta -> delta.before().sku().value())
                .numbers("versions", delta -> delta.before().version())
                .numbers("available", delta -> delta.before().available())
                .numbers("reserved", delta -> delta.before().reserved())
                .numbers("changes", StockDelta::change)
                .numbers("entries", StockDelta::entries);
        if (deltas.stream().allMatch(StockDelta::isTaken)) columns.write(StocksTable.CHANGE_TAKEN);
        else
            columns.numbers("reservedChanges", StockDelta::reservedChange)
                    .numbers("lowest", StockDelta::lowest)
                    .numbers("safety", delta -> delta.before().safetyStock())
                    .numbers("thresholds", delta -> delta.before().lowThreshold())
                    .write(StocksTable.CHANGE_ALL);
    }

    private static void writeReservations(PipelinedStatements statements, Rows rows) {
        new Columns<>(statements, ReservationRow.all(rows.freed()))
                .texts("freeSkus", ReservationRow::sku)
                .texts("freeOrders", ReservationRow::orderId)
                .write(ReservationsTable.DELETE_ALL);
        new Columns<>(statements, ReservationRow.all(rows.reservations()))
                .texts("heldSkus", ReservationRow::sku)
                .texts("heldOrders", ReservationRow::orderId)
                .numbers("heldUnits", ReservationRow::quantity)
                .times("heldUntil", ReservationRow::expiresAt)
                .write(ReservationsTable.PUT_ALL);
    }

    private static void insertEntries(PipelinedStatements statements, List<LogRow> entries, OffsetDateTime now) {
        Columns<LogRow> columns = new Columns<>(statements, entries)
                .texts("entrySkus", LogRow::sku)
                .numbers("entryVersions", LogRow::version)
                .ids("entryIds", LogRow::id)
                .numbers("entryChanges", LogRow::change)
                .numbers("entryAvailable", LogRow::availableAfter)
                .numbers("entryReserved", LogRow::reservedAfter)
                .texts("entryRefIds", LogRow::refId);
        boolean arePlain = entries.stream().allMatch(entry -> entry.isPlain(now));
        if (arePlain && entries.stream().allMatch(LogRow::isTaken)) {
            columns.write(LogsTable.INSERT_TAKEN);
            return;
        }
        columns.numbers("entryReservedChanges", LogRow::reservedChange)
                .texts("entryReasons", LogRow::reason)
                .texts("entryNotes", LogRow::note);
        if (arePlain) columns.write(LogsTable.INSERT_ALL);
        else
            columns.times("entryTimes", LogRow::createdAt)
                    .texts("entryActors", LogRow::actor)
                    .write(LogsTable.INSERT_EACH);
    }

    private static void insertSignals(PipelinedStatements statements, List<SignalRow> signals) {
        new Columns<>(statements, signals)
                .texts("signalSkus", SignalRow::sku)
                .numbers("signalVersions", SignalRow::version)
                .texts("signalKinds", SignalRow::kind)
                .numbers("signalAvailable", SignalRow::available)
                .numbers("signalReserved", SignalRow::reserved)
                .numbers("signalSellable", SignalRow::sellable)
                .texts("signalOrders", SignalRow::orderId)
                .texts("signalGivenBack", SignalRow::givenBack)
                .times("signalTimes", SignalRow::createdAt)
                .write(SignalsTable.INSERT_ALL);
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

    private static <T> String[] texts(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
