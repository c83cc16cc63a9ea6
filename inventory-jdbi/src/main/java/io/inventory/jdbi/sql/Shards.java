package io.inventory.jdbi.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** In which shards Citus has the rows of some keys; a table that is not distributed is one shard. */
final class Shards {
    private static final String OF_STOCKS = sql("inventory_stocks", ":skus");
    private static final String OF_ORDERS = sql("inventory_orders", ":orders");

    private static final RowMapper<Place> PLACE = (row, context) -> new Place(row.getString(1), row.getLong(2));

    private final Map<String, Long> ofStocks;
    private final Map<String, Long> ofOrders;

    private Shards(Map<String, Long> ofStocks, Map<String, Long> ofOrders) {
        this.ofStocks = ofStocks;
        this.ofOrders = ofOrders;
    }

    private record Place(String key, long shard) {}

    /** The rows of one shard, and the keys by which they are there. */
    record Part<T>(List<T> rows, List<String> keys) {
        String[] keyArray() {
            return keys.toArray(String[]::new);
        }
    }

    /** Asks the coordinator, which knows it without reading a row; nothing if there are no keys. */
    static Shards find(Handle handle, Collection<String> skus, Collection<String> orders) {
        List<Place> stocks = new ArrayList<>(skus.size());
        List<Place> ofOrders = new ArrayList<>(orders.size());
        PipelinedStatements statements = new PipelinedStatements();
        if (!skus.isEmpty())
            statements.bind("skus", skus.toArray(String[]::new)).query(OF_STOCKS, PLACE, stocks);
        if (!orders.isEmpty())
            statements.bind("orders", orders.toArray(String[]::new)).query(OF_ORDERS, PLACE, ofOrders);
        statements.run(handle);
        return new Shards(byKey(stocks), byKey(ofOrders));
    }

    private static Map<String, Long> byKey(List<Place> places) {
        Map<String, Long> shards = new HashMap<>();
        for (Place place : places) shards.put(place.key, place.shard);
        return shards;
    }

    private static String sql(String table, String keys) {
        return """
                select key, case
                    when exists (select from pg_dist_partition
                        where logicalrelid = 'TABLE'::regclass and partmethod = 'h')
                    then get_shard_id_for_distribution_column('TABLE', key) else 0 end
                from unnest(KEYS) as k (key)""".replace("TABLE", table).replace("KEYS", keys);
    }

    /** The shards of rows of stocks, in the order of their ids; the rows of each in the order given. */
    <T> Collection<Part<T>> ofStocks(List<T> rows, Function<T, String> sku) {
        return parts(ofStocks, rows, sku);
    }

    /** The same for rows of orders. */
    <T> Collection<Part<T>> ofOrders(List<T> rows, Function<T, String> orderId) {
        return parts(ofOrders, rows, orderId);
    }

    private static <T> Collection<Part<T>> parts(Map<String, Long> shards, List<T> rows, Function<T, String> key) {
        Map<Long, Part<T>> parts = new TreeMap<>();
        for (T row : rows) {
            String text = key.apply(row);
            Part<T> part =
                    parts.computeIfAbsent(shards.get(text), shard -> new Part<>(new ArrayList<>(), new ArrayList<>()));
            part.rows.add(row);
            part.keys.add(text);
        }
        return parts.values();
    }
}
