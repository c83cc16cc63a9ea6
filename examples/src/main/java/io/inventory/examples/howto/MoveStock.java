package io.inventory.examples.howto;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Moves a shop's own stock into the inventory: the units of its table {@code shop_stock}, and its open orders, so that each of
 * them can be cancelled later like one that the inventory has taken itself. Nothing may write to the old tables meanwhile.
 * Safe to run again from the start, also after it was killed. Not thread-safe.
 */
final class MoveStock {
    private static final int AT_ONCE_MAX = 1_000;
    private static final int PROBLEMS_MAX = 100;

    // docs: move-request
    /** The same for every SKU and every run, so that a SKU which was moved is not moved again. */
    private static final RequestId MOVED = new RequestId("moved-from-shop-stock");
    // docs: end

    // docs: move-queries
    /** What is left of each SKU, and beside it what its open orders hold. */
    private static final String STOCKS = "select s.sku, s.units, coalesce(sum(l.quantity), 0) as held from shop_stock s"
            + " left join shop_order_lines l on l.sku = s.sku"
            + " and exists (select 1 from shop_orders o where o.id = l.order_id and o.state = 'open')"
            + " group by s.sku, s.units order by s.sku";

    private static final String OPEN_ORDERS = "select o.id, l.sku, l.quantity from shop_orders o"
            + " join shop_order_lines l on l.order_id = o.id where o.state = 'open' order by o.id";
    // docs: end

    private final Inventory inventory;
    private final List<String> problems = new ArrayList<>();

    private final List<OldStock> stocks;
    private final Map<OrderId, List<OrderLine>> orders;

    private record OldStock(Sku sku, long units, long held) {}

    private MoveStock(DataSource shop, Inventory inventory) throws SQLException {
        this.inventory = inventory;
        try (Connection connection = shop.getConnection();
                Statement statement = connection.createStatement()) {
            stocks = readStocks(statement);
            orders = readOrders(statement);
        }
    }

    /**
     * Moves all of it and compares the result with the old table.
     *
     * @return what is wrong, at most 100 lines of it; empty if all was moved. If it is what the old tables hold that is wrong,
     *     nothing was written
     */
    static List<String> move(DataSource shop, Inventory inventory) throws SQLException {
        MoveStock move = new MoveStock(shop, inventory);
        if (move.problems.isEmpty()) move.createStocks();
        if (move.problems.isEmpty()) move.deductOrders();
        if (move.problems.isEmpty()) move.compare();
        return List.copyOf(move.problems);
    }

    private List<OldStock> readStocks(Statement statement) throws SQLException {
        List<OldStock> read = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(STOCKS)) {
            while (rows.next()) {
                String sku = rows.getString("sku");
                long units = rows.getLong("units");
                if (units < 0) problem("SKU " + sku + " has " + units + " units: it was oversold; correct it first");
                try {
                    read.add(new OldStock(new Sku(sku), units, rows.getLong("held")));
                } catch (InventoryException e) {
                    problem("SKU '" + sku + "' can't be moved: " + e.getMessage());
                }
            }
        }
        return read;
    }

    private Map<OrderId, List<OrderLine>> readOrders(Statement statement) throws SQLException {
        Map<OrderId, List<OrderLine>> read = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(OPEN_ORDERS)) {
            while (rows.next()) {
                String id = rows.getString("id");
                try {
                    read.computeIfAbsent(new OrderId(id), unused -> new ArrayList<>())
                            .add(OrderLine.of(rows.getString("sku"), rows.getLong("quantity")));
                } catch (InventoryException e) {
                    problem("order '" + id + "' can't be moved: " + e.getMessage());
                }
            }
        }
        return read;
    }

    // docs: move-units
    /** Each SKU begins with what is left and what its open orders hold ... */
    private void createStocks() {
        inChunks(
                stocks,
                old -> inventory
                        .submit(new CreateStock(old.sku(), Math.addExact(old.units(), old.held()), MOVED))
                        .thenApply(created -> ""));
    }

    /** ... and these orders then take their units under their own ids. */
    private void deductOrders() {
        inChunks(
                List.copyOf(orders.entrySet()),
                order -> inventory
                        .submit(new Deduct(order.getKey(), order.getValue()))
                        .thenApply(this::problemOf));
    }

    private String problemOf(DeductOutcome outcome) {
        return outcome instanceof Rejected rejected
                ? "order " + rejected.orderId() + " was rejected: " + rejected.rejection()
                : "";
    }
    // docs: end

    // docs: move-compare
    private void compare() {
        for (int i = 0; i < stocks.size(); i += AT_ONCE_MAX) {
            List<OldStock> chunk = stocks.subList(i, Math.min(i + AT_ONCE_MAX, stocks.size()));
            Map<Sku, Long> moved = new LinkedHashMap<>();
            for (Stock stock :
                    inventory.stocks(chunk.stream().map(OldStock::sku).toList()).stocks())
                moved.put(stock.sku(), stock.available());
            for (OldStock old : chunk)
                if (!Long.valueOf(old.units()).equals(moved.get(old.sku())))
                    problem("SKU " + old.sku() + " has " + moved.get(old.sku()) + " units, the shop had "
                            + old.units());
        }
    }
    // docs: end

    // docs: move-chunks
    /** A thousand at once, which the inventory commits together; as many that are wrong are told. */
    private <T> void inChunks(List<T> all, Function<T, CompletableFuture<String>> submit) {
        for (int i = 0; i < all.size() && problems.size() < PROBLEMS_MAX; i += AT_ONCE_MAX) {
            List<CompletableFuture<String>> under = all.subList(i, Math.min(i + AT_ONCE_MAX, all.size())).stream()
                    .map(submit)
                    .toList();
            for (CompletableFuture<String> each : under)
                try {
                    String problem = each.join();
                    if (!problem.isEmpty()) problem(problem);
                } catch (CompletionException e) {
                    problem(String.valueOf(e.getCause()));
                }
        }
    }
    // docs: end

    private void problem(String text) {
        if (problems.size() < PROBLEMS_MAX) problems.add(text);
    }
}
