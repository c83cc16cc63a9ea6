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
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The portable form, for H2 and for PostgreSQL's distributed relatives: locks row by row by equality, writes as JDBC
 * batches of single-row statements, all in sorted order.
 */
sealed class RowStatements implements Dialect permits ShardStatements {
    /** H2's own isolation level: all tables as they were when the transaction began. */
    private static final int H2_SNAPSHOT = 6;

    private final boolean h2;
    private final boolean distributed;

    RowStatements(boolean h2, boolean distributed) {
        this.h2 = h2;
        this.distributed = distributed;
    }

    static RowStatements forH2() {
        return new RowStatements(true, false);
    }

    static RowStatements forPostgresql() {
        return new RowStatements(false, false);
    }

    static RowStatements forRelatives() {
        return new RowStatements(false, true);
    }

    @Override
    public boolean isDistributed() {
        return distributed;
    }

    @Override
    public Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        OrdersTable table = handle.attach(OrdersTable.class);
        List<LoadedOrder> orders = new ArrayList<>();
        for (OrderId orderId : orderIds) orders.addAll(table.lock(orderId.value()));
        return new Locked(orders, now(handle), lockStocks(handle, skus));
    }

    @Override
    public List<StockLevel> lockStocks(Handle handle, List<Sku> skus) {
        StocksTable table = handle.attach(StocksTable.class);
        List<StockLevel> stocks = new ArrayList<>(skus.size());
        for (Sku sku : skus) stocks.addAll(table.lock(sku.value()));
        return stocks;
    }

    @Override
    public void write(Handle handle, Rows rows, boolean thenCommit) {
        OffsetDateTime now = rows.now().atOffset(ZoneOffset.UTC);
        OperatorStatements.insert(handle, rows, now);
        OrdersTable orders = handle.attach(OrdersTable.class);
        if (!rows.newOrders().isEmpty()
                && sum(orders.insert(OrderRow.all(rows.newOrders())))
                        < rows.newOrders().size()) throw new ConcurrentInsertException();
        if (!rows.stocks().isEmpty()) requireAll("stocks", changeStocks(handle, rows.stocks(), now), rows.stocks());
        OperatorStatements.setPolicies(handle, rows.policies());
        if (!rows.changedOrders().isEmpty())
            requireAll("orders", orders.update(OrderRow.all(rows.changedOrders())), rows.changedOrders());
        writeReservations(handle, rows);
        if (!rows.entries().isEmpty()) handle.attach(LogsTable.class).insert(LogRow.all(rows.entries()));
        if (!rows.signals().isEmpty()) handle.attach(SignalsTable.class).insert(SignalRow.all(rows.signals()));
    }

    private void writeReservations(Handle handle, Rows rows) {
        if (rows.freed().isEmpty() && rows.reservations().isEmpty()) return;
        ReservationsTable table = handle.attach(ReservationsTable.class);
        if (!rows.freed().isEmpty()) table.delete(ReservationRow.all(rows.freed()));
        List<ReservationRow> held = ReservationRow.all(rows.reservations());
        if (!held.isEmpty() && h2) table.putOnH2(held);
        else if (!held.isEmpty()) table.put(held);
    }

    private static int[] changeStocks(Handle handle, List<StockDelta> deltas, OffsetDateTime now) {
        return handle.attach(StocksTable.class)
                .change(
                        deltas.stream()
                                .map(delta -> delta.before().sku().value())
                                .toList(),
                        deltas.stream().map(delta -> delta.before().version()).toList(),
                        deltas.stream().map(StockDelta::change).toList(),
                        deltas.stream().map(StockDelta::reservedChange).toList(),
                        deltas.stream().map(StockDelta::entries).toList(),
                        lowest(deltas),
                        now);
    }

    /** Streams make no lists that may hold null. */
    private static List<@Nullable Long> lowest(List<StockDelta> deltas) {
        List<@Nullable Long> lowest = new ArrayList<>(deltas.size());
        for (StockDelta delta : deltas) lowest.add(delta.lowest());
        return lowest;
    }

    private static void requireAll(String what, int[] changed, List<?> rows) {
        if (sum(changed) != rows.size())
            throw new NotAsLockedException("changed " + sum(changed) + " of " + rows.size() + " locked " + what);
    }

    @Override
    public List<Stock> findStocks(Handle handle, List<Sku> skus) {
        return handle.attach(StocksTable.class)
                .findListed(ListedKeys.of(skus.stream().map(Sku::value).toList()));
    }

    @Override
    public List<LoadedOrder> findOrders(Handle handle, List<OrderId> orderIds) {
        return handle.attach(OrdersTable.class)
                .findListed(ListedKeys.of(orderIds.stream().map(OrderId::value).toList()));
    }

    @Override
    public List<Stock> pageStocks(Handle handle, String after, int limit) {
        StocksTable table = handle.attach(StocksTable.class);
        return h2 ? table.pageByBytes(after.getBytes(StandardCharsets.UTF_8), limit) : table.page(after, limit);
    }

    @Override
    public List<LedgerEntry> findEntries(Handle handle, List<LedgerKey> keys) {
        LogsTable table = handle.attach(LogsTable.class);
        List<LedgerEntry> entries = new ArrayList<>(keys.size());
        for (LedgerKey key : keys) entries.addAll(table.find(key.sku().value(), key.version()));
        return entries;
    }

    @Override
    public List<LedgerKey> findEntriesAfter(Handle handle, List<LedgerKey> versions) {
        LogsTable table = handle.attach(LogsTable.class);
        List<LedgerKey> found = new ArrayList<>();
        for (LedgerKey key : versions) found.addAll(table.findAfter(key.sku().value(), key.version()));
        return found;
    }

    @Override
    public List<LedgerKey> findSignalsAfter(Handle handle, List<LedgerKey> versions) {
        SignalsTable table = handle.attach(SignalsTable.class);
        List<LedgerKey> found = new ArrayList<>();
        for (LedgerKey key : versions)
            for (SignalKey signal : table.findLastAfter(key.sku().value(), key.version()))
                found.add(signal.ledgerKey());
        return found;
    }

    /** An embedded database lives in this process: its clock is the system's. */
    @Override
    public Instant now(Handle handle) {
        return h2
                ? Clock.systemUTC().instant()
                : handle.createQuery(ArrayStatements.NOW)
                        .mapTo(OffsetDateTime.class)
                        .one()
                        .toInstant();
    }

    @Override
    public boolean isWritable(Handle handle) {
        return h2
                ? !handle.isReadOnly()
                : handle.createQuery(ArrayStatements.WRITABLE)
                        .mapTo(Boolean.class)
                        .one();
    }

    @Override
    public List<ReservedOrder> findReserved(Handle handle, List<String> orderIds) {
        return handle.attach(OrdersTable.class).findReservedListed(ListedKeys.of(orderIds));
    }

    @Override
    public <T> T inSnapshot(Handle handle, Function<Handle, T> read) {
        return h2 ? inSnapshotOfH2(handle, read) : Dialect.super.inSnapshot(handle, read);
    }

    /** H2 has isolation levels of sessions only; its repeatable reads are of each table when it is first read. */
    private static <T> T inSnapshotOfH2(Handle handle, Function<Handle, T> read) {
        Connection connection = handle.getConnection();
        try {
            int before = connection.getTransactionIsolation();
            connection.setTransactionIsolation(H2_SNAPSHOT);
            try {
                return handle.inTransaction(read::apply);
            } finally {
                connection.setTransactionIsolation(before);
            }
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static int sum(int[] counts) {
        return IntStream.of(counts).sum();
    }
}
