package io.inventory.examples.faults.history;

import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Hold;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Stored.Order;
import io.inventory.examples.faults.history.Stored.Rollback;
import io.inventory.examples.faults.history.Stored.Signal;
import io.inventory.examples.faults.history.Stored.Stock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tables by plain SQL, also the JSON in them: by PostgreSQL itself. */
public final class StoredRows {
    private static final int FETCHED = 10_000;

    private StoredRows() {}

    /** All of it, in one snapshot. */
    public static Stored read(String jdbcUrl, SharedValues shared) throws SQLException {
        try (Connection connection = open(jdbcUrl)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return new Stored(
                    stocks(connection), ledger(connection, shared), orders(connection, shared), signals(connection));
        }
    }

    private static Connection open(String jdbcUrl) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "");
        // without it all rows would be fetched at once
        connection.setAutoCommit(false);
        return connection;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, RowReader reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) reader.read(rows);
            }
        }
    }

    private static List<Stock> stocks(Connection connection) throws SQLException {
        List<Stock> stocks = new ArrayList<>();
        each(
                connection,
                "select sku_id, available_stock, reserved_stock, version from inventory_stocks",
                row -> stocks.add(new Stock(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4))));
        return stocks;
    }

    private static List<Entry> ledger(Connection connection, SharedValues shared) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        each(
                connection,
                "select sku_id, version, change, reserved_change, available_after, reserved_after, reason, ref_id"
                        + " from inventory_logs order by sku_id, version",
                row -> entries.add(new Entry(
                        shared.one(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        shared.one(row.getString(7)),
                        shared.one(row.getString(8)))));
        return entries;
    }

    private static List<Order> orders(Connection connection, SharedValues shared) throws SQLException {
        Map<String, List<Line>> lines = lines(connection, shared);
        Map<String, Map<Integer, Rollback>> rollbacks = rollbacks(connection, shared);
        Map<String, String> rejections = rejections(connection, shared);
        Map<String, Hold> holds = holds(connection, shared);
        List<Order> orders = new ArrayList<>();
        each(connection, "select order_id, status from inventory_orders", row -> {
            String id = shared.one(row.getString(1));
            orders.add(new Order(
                    id,
                    shared.one(row.getString(2)),
                    lines.getOrDefault(id, List.of()),
                    List.copyOf(rollbacks.getOrDefault(id, Map.of()).values()),
                    rejections.getOrDefault(id, ""),
                    holds.get(id)));
        });
        return orders;
    }

    private static Map<String, List<Line>> lines(Connection connection, SharedValues shared) throws SQLException {
        Map<String, List<Line>> lines = new HashMap<>();
        each(
                connection,
                "select order_id, line ->> 0, (line ->> 1)::bigint, (line ->> 2)::bigint"
                        + " from inventory_orders, json_array_elements(lines::json) line",
                row -> lines.computeIfAbsent(shared.one(row.getString(1)), id -> new ArrayList<>(2))
                        .add(shared.one(new Line(shared.one(row.getString(2)), row.getLong(3), row.getLong(4)))));
        return lines;
    }

    private static Map<String, Map<Integer, Rollback>> rollbacks(Connection connection, SharedValues shared)
            throws SQLException {
        Map<String, Map<Integer, Rollback>> rollbacks = new HashMap<>();
        each(
                connection,
                "select order_id, number, coalesce(rollback ->> 0, ''), units ->> 0, (units ->> 1)::bigint from"
                        + " inventory_orders, json_array_elements(rollbacks::json) with ordinality each (rollback,"
                        + " number), json_array_elements(rollback -> 4) units order by order_id, number",
                row -> rollbacks
                        .computeIfAbsent(shared.one(row.getString(1)), id -> new LinkedHashMap<>(2))
                        .merge(
                                row.getInt(2),
                                new Rollback(
                                        shared.one(row.getString(3)),
                                        List.of(shared.one(new Units(shared.one(row.getString(4)), row.getLong(5))))),
                                StoredRows::together));
        return rollbacks;
    }

    /** Why orders were rejected, with each line that was short, as an answer says it. */
    private static Map<String, String> rejections(Connection connection, SharedValues shared) throws SQLException {
        Map<String, String> rejections = new HashMap<>();
        each(
                connection,
                "select order_id, concat_ws(' ', rejection::json ->> 'reason', (select string_agg(concat_ws(' ', each"
                        + " ->> 0, each ->> 1, each ->> 2), ',' order by number) from json_array_elements(rejection::json"
                        + " -> 'shortages') with ordinality shortages (each, number))) from inventory_orders where"
                        + " rejection is not null",
                row -> rejections.put(shared.one(row.getString(1)), shared.one(row.getString(2))));
        return rejections;
    }

    private static Map<String, Hold> holds(Connection connection, SharedValues shared) throws SQLException {
        Map<String, Hold> holds = new HashMap<>();
        each(
                connection,
                "select order_id, created_at, coalesce(reserved_until, expires_at), expires_at, closed_at"
                        + " from inventory_orders where expires_at is not null",
                row -> holds.put(
                        shared.one(row.getString(1)),
                        new Hold(instant(row, 2), instant(row, 3), instant(row, 4), instantOrNull(row, 5))));
        return holds;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Rollback together(Rollback one, Rollback other) {
        List<Units> units = new ArrayList<>(one.units());
        units.addAll(other.units());
        return new Rollback(one.id(), units);
    }

    private static List<Signal> signals(Connection connection) throws SQLException {
        List<Signal> signals = new ArrayList<>();
        each(
                connection,
                "select sku_id, version, kind, coalesce(order_id, '') from inventory_signals order by sku_id, version",
                row -> signals.add(new Signal(row.getString(1), row.getLong(2), row.getString(3), row.getString(4))));
        return signals;
    }
}
