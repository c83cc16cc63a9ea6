package io.inventory.jdbi.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.IntStream;

/** What the load test's SKUs have, in plain arrays: the cheapest that a decision can be made of. */
final class LimitStocks {
    private static final String SELECT =
            "select available_stock, reserved_stock, version from inventory_stocks where sku_id = ?";

    final String[] skus;
    final long[] available;
    final long[] reserved;
    final long[] versions;

    private LimitStocks(int count) {
        skus = IntStream.rangeClosed(1, count)
                .mapToObj(rank -> String.format("SKU-%06d", rank))
                .toArray(String[]::new);
        available = new long[count];
        reserved = new long[count];
        versions = new long[count];
    }

    /** @throws IllegalStateException if one of the SKUs is not there */
    static LimitStocks read(Connection connection, int count) throws SQLException {
        LimitStocks stocks = new LimitStocks(count);
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            for (int i = 0; i < count; i++) {
                select.setString(1, stocks.skus[i]);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) throw new IllegalStateException("there is no " + stocks.skus[i] + " to sell");
                    stocks.available[i] = row.getLong(1);
                    stocks.reserved[i] = row.getLong(2);
                    stocks.versions[i] = row.getLong(3);
                }
            }
        }
        return stocks;
    }

    /** Whether that is still what the table says. */
    boolean areRight(Connection connection) throws SQLException {
        LimitStocks now = read(connection, skus.length);
        return java.util.Arrays.equals(available, now.available) && java.util.Arrays.equals(versions, now.versions);
    }
}
