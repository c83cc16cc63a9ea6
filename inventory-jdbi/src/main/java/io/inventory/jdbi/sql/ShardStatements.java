package io.inventory.jdbi.sql;

import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.sql.LogsTable.LogRow;
import io.inventory.jdbi.sql.OrdersTable.OrderRow;
import io.inventory.jdbi.sql.ReservationsTable.ReservationRow;
import io.inventory.jdbi.sql.Shards.Part;
import io.inventory.jdbi.sql.SignalsTable.SignalRow;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementException;

/**
 * The form for Citus. Rows are locked and changed by a statement with arrays for each shard, in the order of the shards, because
 * a statement that locks can't reach several. New rows are copied to all their shards by one statement. What is read without a
 * lock has the portable form.
 */
final class ShardStatements extends RowStatements {
    /** The keys of a statement's rows, by which Citus finds their shard. */
    private static final String KEYS = "shardKeys";

    /** What fails at a shard while rows are copied there, most likely for a key that is there, loses its own SQLState. */
    private static final String FAILED_COPY = "XX000";

    /** The statements that change rows, by how they are for one PostgreSQL. */
    private static final Map<String, String> OF_SHARD = Map.of(
            StocksTable.CHANGE_TAKEN,
            ofShard(StocksTable.CHANGE_TAKEN, "s.sku_id"),
            StocksTable.CHANGE_ALL,
            ofShard(StocksTable.CHANGE_ALL, "s.sku_id"),
            OrdersTable.UPDATE_ALL,
            ofShard(OrdersTable.UPDATE_ALL, "o.order_id"),
            ReservationsTable.DELETE_ALL,
            ofShard(ReservationsTable.DELETE_ALL, "r.sku_id"));

    ShardStatements() {
        super(false, true);
    }

    private static String ofShard(String sql, String key) {
        String where = "where " + key + " = ";
        if (!sql.contains(where)) throw new IllegalStateException("no '" + where + "' in: " + sql);
        return sql.replace(where, "where " + key + " = any(:" + KEYS + ") and " + key + " = ");
    }

    @Override
    public Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        return lock(handle, orderIds, skus, StocksTable.LOCK_ALL);
    }

    @Override
    public Locked lockOrders(Handle handle, List<OrderId> orderIds, List<Sku> skus) {
        return lock(handle, orderIds, skus, StocksTable.READ_ALL);
    }

    private static Locked lock(Handle handle, List<OrderId> orderIds, List<Sku> skus, String ofStocks) {
        Shards shards = Shards.find(handle, keys(skus, Sku::value), keys(orderIds, OrderId::value));
        List<LoadedOrder> orders = new ArrayList<>();
        List<Instant> now = new ArrayList<>(1);
        List<StockLevel> stocks = new ArrayList<>();
        PipelinedStatements statements = new PipelinedStatements();
        int number = 0;
        for (Part<OrderId> part : shards.ofOrders(orderIds, OrderId::value))
            statements.addAll(
                    new PipelinedStatements()
                            .bind("orders", part.keyArray())
                            .query(OrdersTable.LOCK_ALL, ArrayStatements.ORDER, orders),
                    number++);
        statements.query(ArrayStatements.NOW, ArrayStatements.TIME, now);
        addStocks(statements, shards.ofStocks(skus, Sku::value), ofStocks, stocks);
        statements.run(handle);
        return new Locked(orders, now.get(0), stocks);
    }

    @Override
    public List<StockLevel> lockStocks(Handle handle, List<Sku> skus) {
        List<StockLevel> stocks = new ArrayList<>();
        PipelinedStatements statements = new PipelinedStatements();
        Shards shards = Shards.find(handle, keys(skus, Sku::value), List.of());
        addStocks(statements, shards.ofStocks(skus, Sku::value), StocksTable.LOCK_ALL, stocks);
        statements.run(handle);
        return stocks;
    }

    private static void addStocks(
            PipelinedStatements statements, Collection<Part<Sku>> parts, String sql, List<StockLevel> stocks) {
        int number = 0;
        for (Part<Sku> part : parts)
            statements.addAll(
                    new PipelinedStatements()
                            .bind("skus", part.keyArray())
                            .query(sql, ArrayStatements.STOCK_LEVEL, stocks),
                    number++);
    }

    @Override
    public boolean writesKnown() {
        return true;
    }

    @Override
    public Instant writeKnown(Handle handle, Rows rows, List<StockLevel> compared, boolean isEstimatedTime) {
        List<Instant> now = new ArrayList<>(1);
        String time = isEstimatedTime ? ArrayStatements.NOW_AS_KNOWN : ArrayStatements.NOW;
        PipelinedStatements statements = new PipelinedStatements().query(time, ArrayStatements.TIME, now);
        addWrites(handle, statements, rows, compared);
        run(handle, statements.then("commit"));
        return now.get(0);
    }

    @Override
    public void write(Handle handle, Rows rows, boolean thenCommit) {
        OperatorStatements.insert(handle, rows, rows.now().atOffset(ZoneOffset.UTC));
        PipelinedStatements statements = new PipelinedStatements();
        addWrites(handle, statements, rows, List.of());
        // the driver sees in the response that the transaction has ended
        if (thenCommit && rows.policies().isEmpty() && !statements.isEmpty()) statements.then("commit");
        run(handle, statements);
        OperatorStatements.setPolicies(handle, rows.policies());
    }

    /** In the order of {@link ArrayWrites#all}. */
    private static void addWrites(Handle handle, PipelinedStatements statements, Rows rows, List<StockLevel> compared) {
        List<OrderRow> changed = OrderRow.all(rows.changedOrders());
        List<ReservationRow> freed = ReservationRow.all(rows.freed());
        Set<String> skus = new HashSet<>(keys(compared, ShardStatements::sku));
        skus.addAll(keys(rows.stocks(), ShardStatements::sku));
        skus.addAll(keys(freed, ReservationRow::sku));
        Shards shards = Shards.find(handle, skus, keys(changed, OrderRow::orderId));
        OffsetDateTime now = rows.now().atOffset(ZoneOffset.UTC);
        Writes writes = new Writes(statements.bind("now", now), now);
        ArrayWrites ofAll = new ArrayWrites(statements);
        writes.ofEach(shards.ofStocks(compared, ShardStatements::sku), ArrayWrites::compareStocks);
        writes.ofEach(shards.ofStocks(rows.stocks(), ShardStatements::sku), ArrayWrites::changeStocks);
        ofAll.insertOrders(OrderRow.all(rows.newOrders()));
        writes.ofEach(shards.ofOrders(changed, OrderRow::orderId), ArrayWrites::updateOrders);
        writes.ofEach(shards.ofStocks(freed, ReservationRow::sku), ArrayWrites::deleteReservations);
        ofAll.putReservations(ReservationRow.all(rows.reservations()));
        ofAll.insertEntries(LogRow.all(rows.entries()), now);
        ofAll.insertSignals(SignalRow.all(rows.signals()));
    }

    private static void run(Handle handle, PipelinedStatements statements) {
        try {
            statements.run(handle);
        } catch (StatementException e) {
            if (e.getCause() instanceof SQLException cause && FAILED_COPY.equals(cause.getSQLState()))
                throw new ConcurrentInsertException(e);
            throw e;
        }
    }

    private static String sku(StockLevel stock) {
        return stock.sku().value();
    }

    private static String sku(StockDelta delta) {
        return delta.before().sku().value();
    }

    private static <T> List<String> keys(List<T> rows, Function<T, String> key) {
        return rows.stream().map(key).toList();
    }

    /** Those of single shards, among statements that are sent together. */
    private static final class Writes {
        private final PipelinedStatements statements;
        private final OffsetDateTime now;
        private int count;

        Writes(PipelinedStatements statements, OffsetDateTime now) {
            this.statements = statements;
            this.now = now;
        }

        <T> void ofEach(Collection<Part<T>> parts, BiConsumer<ArrayWrites, List<T>> write) {
            for (Part<T> part : parts) {
                PipelinedStatements ofPart =
                        new PipelinedStatements().bind("now", now).bind(KEYS, part.keyArray());
                write.accept(new ArrayWrites(ofPart, true, sql -> OF_SHARD.getOrDefault(sql, sql)), part.rows());
                statements.addAll(ofPart, count++);
            }
        }
    }
}
