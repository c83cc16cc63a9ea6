package io.inventory.memory;

import io.inventory.Page;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All stocks as they were when it was made. Thread-safe. */
final class MemoryExport implements StockExport {
    private final List<Stock> stocks;
    private int given;
    private boolean closed;

    MemoryExport(List<Stock> stocks) {
        this.stocks = stocks;
    }

    @Override
    public synchronized CompletableFuture<List<Stock>> next() {
        if (closed) return CompletableFuture.failedFuture(UnavailableException.unavailable("the export was closed"));
        List<Stock> page = stocks.subList(given, Math.min(stocks.size(), given + Page.SIZE_MAX));
        given += page.size();
        return CompletableFuture.completedFuture(page);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
