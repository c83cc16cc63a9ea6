package io.inventory.examples.measure;

import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The PostgreSQL server that all ways share, each with a database of its own. Not thread-safe. */
final class Postgres implements AutoCloseable {
    static final String USER = "postgres";
    private static final String TEMPLATE = "measured";
    private static final long OPENING_UNITS = 100_000_000;

    private final int port;
    private final Connection connection;

    private Postgres(int port, Connection connection) {
        this.port = port;
        this.connection = connection;
    }

    /** How far the server has come: bytes of its log, and transactions that wrote something. */
    record Progress(long walBytes, long transactions) {}

    /** Connects to the server on this machine, and makes the database that those of the ways are copies of. */
    static Postgres connect(int port) throws SQLException {
        Postgres postgres = new Postgres(port, DriverManager.getConnection(url(port, USER)));
        try {
            postgres.makeTemplate();
            return postgres;
        } catch (SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    private void makeTemplate() throws SQLException {
        execute("create database " + TEMPLATE + " template template0 encoding 'UTF8'");
        try (StorePool pool = StorePool.open(StoreSettings.of(url(TEMPLATE), "", ""))) {
            Schema.migrate(pool.dataSource());
        }
        inDatabase(
                TEMPLATE,
                "create sequence plain_orders",
                "insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version, created_at, updated_at)"
                        + " select 'SKU-' || lpad(n::text, 6, '0'), gen_random_uuid(), " + OPENING_UNITS
                        + ", 0, 1, now(), now() from generate_series(1, " + Kind.SKUS + ") n",
                "vacuum analyze inventory_stocks");
    }

    int port() {
        return port;
    }

    /** How a program reaches a database. */
    String url(String database) {
        return url(port, database);
    }

    /** Makes it anew: with all stocks, and without orders. */
    void create(String database) throws SQLException {
        execute("drop database if exists " + database + " with (force)");
        execute("create database " + database + " template " + TEMPLATE);
    }

    /** Forgets all orders and the ledger, not the stocks, and writes down what the server has in memory. */
    void empty(String database) throws SQLException {
        inDatabase(database, "truncate inventory_orders, inventory_logs");
        execute("checkpoint");
    }

    private void inDatabase(String database, String... statements) throws SQLException {
        try (Connection other = DriverManager.getConnection(url(database));
                Statement statement = other.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    /** How many orders there are. */
    long orders(String database) throws SQLException {
        try (Connection other = DriverManager.getConnection(url(database));
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from inventory_orders")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Counted by transaction ids: the statistics come up to a second late. */
    Progress progress() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pg_current_wal_insert_lsn() - '0/0', pg_snapshot_xmax(pg_current_snapshot())::text")) {
            row.next();
            return new Progress(row.getBigDecimal(1).longValue(), Long.parseLong(row.getString(2)));
        }
    }

    /** The process that all others of the server are children of. */
    long processId() throws SQLException {
        return ProcessTimes.existing(Long.parseLong(setting("pg_backend_pid()::text")))
                .parent();
    }

    /** The value of an SQL expression, as text. */
    String setting(String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + expression)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
