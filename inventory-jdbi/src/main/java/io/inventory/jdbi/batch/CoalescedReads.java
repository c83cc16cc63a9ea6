package io.inventory.jdbi.batch;

import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.InventoryException;
import io.inventory.NotFoundException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stocks, or the orders, that many callers ask for in one statement. It begins after the last of them asked, so
 * that each sees every commit that finished before its call.
 */
public final class CoalescedReads implements AutoCloseable {
    public static final int READERS = 1;
    private static final int READS_MAX = 1_000;
    private static final int WAITING_MAX = 20_000;

    private final TransactionRunner runner;
    private final Dialect dialect;
    private final BatchQueue<Query<?>> queue;

    /** @param answerMax how long a caller may be blocked */
    public CoalescedReads(TransactionRunner runner, Dialect dialect, Completions completions, Duration answerMax) {
        this.runner = runner;
        this.dialect = dialect;
        QueueLimits limits = new QueueLimits(READERS, READS_MAX, READS_MAX, WAITING_MAX, WAITING_MAX, answerMax);
        queue = new BatchQueue<>("inventory-reader", limits, completions, this::read);
    }

    public CompletableFuture<Stock> submit(GetStock query) {
        return queue.submit(query, 1);
    }

    public CompletableFuture<Order> submit(GetOrder query) {
        return queue.submit(query, 1);
    }

    private List<Verdict<?>> read(List<Query<?>> batch) {
        TreeSet<Sku> skus = new TreeSet<>();
        TreeSet<OrderId> orderIds = new TreeSet<>();
        for (Query<?> query : batch) {
            if (query instanceof GetStock get) skus.add(get.sku());
            else orderIds.add(((GetOrder) query).orderId());
        }
        Map<Sku, Stock> stocks =
                skus.isEmpty() ? Map.of() : runner.read(handle -> stocks(handle, new ArrayList<>(skus)));
        Map<OrderId, Order> orders =
                orderIds.isEmpty() ? Map.of() : runner.read(handle -> orders(handle, new ArrayList<>(orderIds)));
        List<Verdict<?>> verdicts = new ArrayList<>(batch.size());
        for (Query<?> query : batch) verdicts.add(verdict(query, stocks, orders));
        return verdicts;
    }

    private static Verdict<?> verdict(Query<?> query, Map<Sku, Stock> stocks, Map<OrderId, Order> orders) {
        if (query instanceof GetStock get)
            return verdict(stocks.get(get.sku()), () -> NotFoundException.sku(get.sku()));
        OrderId orderId = ((GetOrder) query).orderId();
        return verdict(orders.get(orderId), () -> NotFoundException.order(orderId));
    }

    private static <A> Verdict<A> verdict(@Nullable A found, Supplier<InventoryException> otherwise) {
        return found == null ? new Verdict.Refusal<>(otherwise.get()) : new Verdict.Outcome<>(found);
    }

    private Map<Sku, Stock> stocks(Handle handle, List<Sku> skus) {
        Map<Sku, Stock> found = new HashMap<>();
        for (Stock stock : dialect.findStocks(handle, skus)) found.put(stock.sku(), stock);
        return found;
    }

    private Map<OrderId, Order> orders(Handle handle, List<OrderId> orderIds) {
        Map<OrderId, Order> found = new HashMap<>();
        for (OrderRecord order : dialect.findOrders(handle, orderIds)) found.put(order.id(), order.view());
        return found;
    }

    @Override
    public void close() {
        queue.close();
    }
}
