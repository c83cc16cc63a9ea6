package io.inventory.jdbi;

import io.inventory.GetStock;
import io.inventory.NotFoundException;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.jdbi.BatchQueue.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stocks that many callers ask for in one statement. It begins after the last of them asked, so that each sees
 * every commit that finished before its call.
 */
final class StockReads implements AutoCloseable {
    static final int READERS = 2;
    private static final BatchLimits LIMITS = new BatchLimits(READERS, 1_000, 1_000, 20_000, 20_000);

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final BatchQueue<GetStock> queue;

    StockReads(Jdbi jdbi, Dialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        queue = new BatchQueue<>("inventory-reader", READERS, LIMITS, this::read);
    }

    CompletableFuture<Stock> submit(GetStock query) {
        return queue.add(query, 1, new CompletableFuture<>());
    }

    private void read(List<Waiting<GetStock>> batch) {
        if (batch.isEmpty()) return;
        TreeSet<Sku> skus = new TreeSet<>();
        for (Waiting<GetStock> waiting : batch) skus.add(waiting.request().sku());
        Map<Sku, Stock> found = new HashMap<>();
        try {
            for (Stock stock : jdbi.withHandle(handle -> dialect.findStocks(handle, new ArrayList<>(skus))))
                found.put(stock.sku(), stock);
        } catch (RuntimeException e) {
            RuntimeException failure = TransactionRunner.exception(Fault.of(e), e);
            batch.forEach(waiting -> waiting.future().completeExceptionally(failure));
            return;
        }
        for (Waiting<GetStock> waiting : batch)
            answer(
                    waiting.future(),
                    waiting.request().sku(),
                    found.get(waiting.request().sku()));
    }

    /** Who waits for a GetStock waits for a stock. */
    @SuppressWarnings("unchecked")
    private static void answer(CompletableFuture<?> future, Sku sku, @Nullable Stock stock) {
        if (stock == null) future.completeExceptionally(NotFoundException.sku(sku));
        else ((CompletableFuture<Stock>) future).complete(stock);
    }

    @Override
    public void close() {
        queue.close();
    }
}
