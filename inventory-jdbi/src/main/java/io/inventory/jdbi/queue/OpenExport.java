package io.inventory.jdbi.queue;

import io.inventory.InventoryException;
import io.inventory.Page;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.sql.Dialect;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * An export: its thread reads a page ahead of its reader, and waits until that one is taken. So there are two pages in memory at
 * most, and the last one needs no transaction any more. Thread-safe.
 */
final class OpenExport implements StockExport {
    private final CompletableFuture<StockExport> opened;
    private final Completer completer;
    private final Dialect dialect;
    private final StockExports.Limits limits;
    private final long endNanos;

    // All below is guarded by this.
    /** Read of the store, for the next who asks. */
    private @Nullable List<Stock> ready;
    /** Who asks and waits. */
    private @Nullable CompletableFuture<List<Stock>> asked;

    private boolean complete;
    private @Nullable InventoryException failure;

    OpenExport(
            CompletableFuture<StockExport> opened, Completer completer, Dialect dialect, StockExports.Limits limits) {
        this.opened = opened;
        this.completer = completer;
        this.dialect = dialect;
        this.limits = limits;
        this.endNanos = System.nanoTime() + limits.timeMax().toNanos();
    }

    /** Reads all of the store that is asked for, on the export's own thread; false if not all of it was. */
    boolean read(Handle handle) {
        String after = "";
        boolean isLast = false;
        while (!isLast) {
            List<Stock> page = dialect.pageStocks(handle, after, Page.SIZE_MAX);
            isLast = page.size() < Page.SIZE_MAX;
            if (after.isEmpty()) completer.complete(opened, new Verdict.Outcome<>(this));
            if (!isLast) after = page.get(page.size() - 1).sku().value();
            if (!offer(page, isLast)) return false;
        }
        return true;
    }

    /** Waits until there is room for the page; false if nobody wants it any more. */
    private boolean offer(List<Stock> page, boolean isLast) {
        CompletableFuture<List<Stock>> waiting;
        synchronized (this) {
            awaitRoom();
            if (failure != null) return false;
            complete = isLast;
            waiting = asked;
            asked = null;
            if (waiting == null) ready = page;
        }
        if (waiting != null) completer.complete(waiting, new Verdict.Outcome<>(page));
        return true;
    }

    private void awaitRoom() {
        long now = System.nanoTime();
        long unreadNanos = now + limits.unreadMax().toNanos();
        while (failure == null) {
            if (now - endNanos >= 0)
                throw UnavailableException.unavailable(
                        "an export may take " + limits.timeMax().toMillis() + " ms; begin again, and read faster");
            if (ready == null) return;
            if (now - unreadNanos >= 0)
                throw UnavailableException.unavailable("nothing was read of the export for "
                        + limits.unreadMax().toMillis() + " ms; begin again");
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(unreadNanos - now, endNanos - now));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw UnavailableException.unavailable("the export was interrupted", e);
            }
            now = System.nanoTime();
        }
    }

    @Override
    public CompletableFuture<List<Stock>> next() {
        synchronized (this) {
            if (asked != null) throw new IllegalStateException("the next stocks were asked for already");
            List<Stock> page = ready;
            if (failure != null) return CompletableFuture.failedFuture(failure);
            if (page != null) {
                ready = null;
                notifyAll();
                return CompletableFuture.completedFuture(page);
            }
            if (complete) return CompletableFuture.completedFuture(List.of());
            CompletableFuture<List<Stock>> next = new CompletableFuture<>();
            asked = next;
            return next;
        }
    }

    /** Ends it with that, unless it has ended; whoever waits for something is told. */
    void fail(InventoryException reason) {
        CompletableFuture<List<Stock>> waiting;
        synchronized (this) {
            if (failure != null) return;
            failure = reason;
            ready = null;
            waiting = asked;
            asked = null;
            notifyAll();
        }
        completer.complete(opened, new Verdict.Refusal<>(reason));
        if (waiting != null) completer.complete(waiting, new Verdict.Refusal<>(reason));
    }

    @Override
    public void close() {
        fail(UnavailableException.unavailable("the export was closed"));
    }

    /** Completes futures where continuations may block; one that is done stays as it is. */
    interface Completer {
        <A> void complete(CompletableFuture<A> answer, Verdict<A> verdict);
    }
}
