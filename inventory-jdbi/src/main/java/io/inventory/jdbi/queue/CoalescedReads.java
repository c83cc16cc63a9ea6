package io.inventory.jdbi.queue;

import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.NotFoundException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.batch.BatchQueue;
import io.inventory.jdbi.batch.BlockedCaller;
import io.inventory.jdbi.batch.QueueLimits;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/**
 * Reads the stocks, or the orders, that many callers ask for in one statement. It begins after the last of them asked, so
 * that each sees every commit that finished before its call.
 */
public final class CoalescedReads {
    /** How many reads may be under way at once. */
    static final int READERS = 1;
    /** How many queries may wait; one more is refused as overloaded. */
    public static final int WAITING_MAX = 20_000;

    private static final int QUERIES_MAX = 1_000;

    private final TransactionRunner runner;
    private final Dialect dialect;
    private final QueueObserver observer;
    private final BatchQueue<Query<?>> queue;

    /** With threads of its own, which wait. */
    public CoalescedReads(QueueParts parts, Dialect dialect, QueueObserver observer) {
        this.runner = parts.runner();
        this.dialect = dialect;
        this.observer = observer;
        QueueLimits limits = new QueueLimits(
                READERS, QUERIES_MAX, QUERIES_MAX, WAITING_MAX, WAITING_MAX, parts.stalledMax(), parts.answerMax());
        ConnectionGate gate = parts.gate();
        queue = new BatchQueue<>(
                "inventory-reader",
                limits,
                parts.completions(),
                ObservedWork.of(batch -> gate.read(() -> read(batch)), observer, this::waiting));
    }

    /** How many wait. */
    public int waiting() {
        return queue.waiting();
    }

    /** Whether it answers that kind of query. */
    public static boolean answers(Query<?> query) {
        return query instanceof GetStock || query instanceof GetOrder;
    }

    /** Does not block; the future fails with an {@link io.inventory.InventoryException}. */
    public <A> CompletableFuture<A> submit(Query<A> query) {
        return queue.submit(query, 1);
    }

    /** The same, unless it is not begun within that time. */
    public <A> CompletableFuture<A> submit(Query<A> query, Duration beginWithin) {
        return queue.submit(query, 1, beginWithin);
    }

    /** Blocks until the answer is there, for a limited time. */
    public <A> A execute(Query<A> query) {
        return queue.execute(query, 1, new BlockedCaller<>());
    }

    private List<Verdict<?>> read(List<Query<?>> batch) {
        TreeSet<Sku> skus = new TreeSet<>();
        TreeSet<OrderId> orderIds = new TreeSet<>();
        for (Query<?> query : batch) {
            if (query instanceof GetStock get) skus.add(get.sku());
            else orderIds.add(((GetOrder) query).orderId());
        }
        OutageRelay outage = new OutageRelay(queue, observer);
        Map<Sku, Stock> stocks =
                skus.isEmpty() ? Map.of() : runner.read(handle -> stocks(handle, new ArrayList<>(skus)), outage);
        Map<OrderId, Verdict<Order>> orders = orderIds.isEmpty()
                ? Map.of()
                : runner.read(handle -> orders(handle, new ArrayList<>(orderIds)), outage);
        List<Verdict<?>> verdicts = new ArrayList<>(batch.size());
        for (Query<?> query : batch) verdicts.add(verdict(query, stocks, orders));
        return verdicts;
    }

    private static Verdict<?> verdict(Query<?> query, Map<Sku, Stock> stocks, Map<OrderId, Verdict<Order>> orders) {
        if (query instanceof GetStock get) {
            Stock stock = stocks.get(get.sku());
            return stock == null
                    ? new Verdict.Refusal<>(NotFoundException.sku(get.sku()))
                    : new Verdict.Outcome<>(stock);
        }
        OrderId orderId = ((GetOrder) query).orderId();
        Verdict<Order> order = orders.get(orderId);
        return order == null ? new Verdict.Refusal<>(NotFoundException.order(orderId)) : order;
    }

    private Map<Sku, Stock> stocks(Handle handle, List<Sku> skus) {
        Map<Sku, Stock> found = new HashMap<>();
        for (Stock stock : dialect.findStocks(handle, skus)) found.put(stock.sku(), stock);
        return found;
    }

    /** An order that can't be read fails those who asked for it, and nobody else. */
    private Map<OrderId, Verdict<Order>> orders(Handle handle, List<OrderId> orderIds) {
        Map<OrderId, Verdict<Order>> found = new HashMap<>();
        for (LoadedOrder order : dialect.findOrders(handle, orderIds))
            found.put(
                    order.id(),
                    order instanceof LoadedOrder.Unreadable row
                            ? new Verdict.Refusal<>(runner.failure(row.reason()))
                            : new Verdict.Outcome<>(order.order().view()));
        return found;
    }

    /** From now on takes no more requests. */
    public void stop() {
        queue.stop();
    }

    /** After {@link #stop}: finishes what it has, and at the deadline refuses what is left. */
    public void awaitEnd(long deadlineNanos) {
        queue.awaitEnd(deadlineNanos);
    }

    /** Whether the current thread is one of its own, which must not wait for its end. */
    public boolean isOwnThread() {
        return queue.isOwnThread();
    }
}
