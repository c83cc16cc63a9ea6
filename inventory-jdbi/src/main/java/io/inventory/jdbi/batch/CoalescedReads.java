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
import io.inventory.jdbi.batch.BatchQueue.Waiting;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.transaction.TransactionRunner;
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
    private static final QueueLimits LIMITS = new QueueLimits(READERS, 1_000, 1_000, 20_000, 20_000);

    private final TransactionRunner runner;
    private final Dialect dialect;
    private final BatchQueue<Query<?>> queue;

    public CoalescedReads(TransactionRunner runner, Dialect dialect) {
        this.runner = runner;
        this.dialect = dialect;
        queue = new BatchQueue<>("inventory-reader", LIMITS, this::read);
    }

    public CompletableFuture<Stock> submit(GetStock query) {
        return queue.add(query, 1, new CompletableFuture<>());
    }

    public CompletableFuture<Order> submit(GetOrder query) {
        return queue.add(query, 1, new CompletableFuture<>());
    }

    private Runnable read(List<Waiting<Query<?>>> batch) {
        TreeSet<Sku> skus = new TreeSet<>();
        TreeSet<OrderId> orderIds = new TreeSet<>();
        for (Waiting<Query<?>> waiting : batch) {
            if (waiting.request() instanceof GetStock get) skus.add(get.sku());
            else orderIds.add(((GetOrder) waiting.request()).orderId());
        }
        try {
            Map<Sku, Stock> stocks =
                    skus.isEmpty() ? Map.of() : runner.read(handle -> stocks(handle, new ArrayList<>(skus)));
            Map<OrderId, Order> orders =
                    orderIds.isEmpty() ? Map.of() : runner.read(handle -> orders(handle, new ArrayList<>(orderIds)));
            return () -> batch.forEach(waiting -> answer(waiting, stocks, orders));
        } catch (InventoryException failure) {
            return () -> batch.forEach(waiting -> waiting.future().completeExceptionally(failure));
        }
    }

    private static void answer(Waiting<Query<?>> waiting, Map<Sku, Stock> stocks, Map<OrderId, Order> orders) {
        if (waiting.request() instanceof GetStock get)
            answer(waiting.future(), stocks.get(get.sku()), () -> NotFoundException.sku(get.sku()));
        else {
            OrderId orderId = ((GetOrder) waiting.request()).orderId();
            answer(waiting.future(), orders.get(orderId), () -> NotFoundException.order(orderId));
        }
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

    /** Who waits for a query waits for its answer. */
    @SuppressWarnings("unchecked")
    private static <A> void answer(
            CompletableFuture<?> future, @Nullable A found, Supplier<InventoryException> otherwise) {
        if (found == null) future.completeExceptionally(otherwise.get());
        else ((CompletableFuture<A>) future).complete(found);
    }

    @Override
    public void close() {
        queue.close();
    }
}
