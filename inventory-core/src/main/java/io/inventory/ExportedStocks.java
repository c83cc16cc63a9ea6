package io.inventory;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The stocks of an export one after another; waits for the next ones when it gets there. Not thread-safe. */
final class ExportedStocks implements Iterator<Stock> {
    private final StockExport export;
    private Iterator<Stock> page = Collections.emptyIterator();
    private boolean ended;

    private ExportedStocks(StockExport export) {
        this.export = export;
    }

    /** A stream that is to be closed. */
    static Stream<Stock> stream(StockExport export) {
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(new ExportedStocks(export), characteristics), false)
                .onClose(export::close);
    }

    @Override
    public boolean hasNext() {
        if (page.hasNext()) return true;
        if (ended) return false;
        page = await(export.next()).iterator();
        ended = !page.hasNext();
        if (ended) export.close();
        return !ended;
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UnavailableException.unavailable("the caller was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InventoryException known) throw (InventoryException) known.fillInStackTrace();
            throw new IllegalStateException("the export failed in an unexpected way", e.getCause());
        }
    }

    @Override
    public Stock next() {
        if (!hasNext()) throw new NoSuchElementException("the export is over");
        return page.next();
    }
}
