package io.inventory.jdbi.queue;

import io.inventory.ExportStocks;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.Query;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.batch.BlockedCaller;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.thread.LibraryThread;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exports that are open. Each has a thread, and until all was read of the store one transaction that sees one time, in place of
 * a read: orders keep their connections, and other reads one. Thread-safe.
 */
public final class StockExports {
    /** How many may be open, where other reads have a connection beside them; one more is refused as overloaded. */
    public static final int EXPORTS_MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger(StockExports.class);
    private static final ExportStocks QUERY = new ExportStocks();

    private final QueueParts parts;
    private final Dialect dialect;
    private final Database database;
    private final QueueObserver observer;
    private final Limits limits;
    private final int openMax;

    // All below is guarded by this.
    private final Set<OpenExport> open = new LinkedHashSet<>();
    private boolean stopped;

    public StockExports(QueueParts parts, Dialect dialect, Database database, QueueObserver observer, Limits limits) {
        this.parts = parts;
        this.dialect = dialect;
        this.database = database;
        this.observer = observer;
        this.limits = limits;
        openMax = Math.min(EXPORTS_MAX, parts.gate().readsMax() - 1);
    }

    /**
     * Does not block; the future fails with an {@link InventoryException}.
     *
     * @param query an {@link ExportStocks}, whose type parameter is that of its answer
     */
    @SuppressWarnings("unchecked")
    public <A> CompletableFuture<A> submit(Query<A> query) {
        CompletableFuture<StockExport> opened = new CompletableFuture<>();
        begin(opened);
        return (CompletableFuture<A>) opened;
    }

    /** The same; blocks until it is open, for a limited time. */
    @SuppressWarnings("unchecked")
    public <A> A execute(Query<A> query) {
        BlockedCaller<StockExport> opened = new BlockedCaller<>();
        begin(opened);
        return (A) opened.await(parts.answerMax());
    }

    private void begin(CompletableFuture<StockExport> opened) {
        OpenExport export = new OpenExport(opened, this::complete, dialect, limits);
        UnavailableException refusal = add(export);
        if (refusal != null) {
            observer.refused(QUERY, refusal);
            opened.completeExceptionally(refusal);
            return;
        }
        long sinceNanos = System.nanoTime();
        var unused = opened.whenComplete((there, failure) -> {
            // who gives it up before it is there has nobody to close it
            if (failure != null) export.close();
            observe(there, failure, System.nanoTime() - sinceNanos);
        });
        try {
            LibraryThread.start("inventory-export", () -> run(export));
        } catch (Throwable e) {
            remove(export);
            opened.completeExceptionally(InternalErrorException.logged("the export could not be started", e));
        }
    }

    private synchronized @Nullable UnavailableException add(OpenExport export) {
        if (stopped) return UnavailableException.unavailable("it was closed");
        if (openMax < 1)
            return UnavailableException.overloaded(
                    "an export keeps a connection, which would leave none for other reads: give the inventory more");
        if (open.size() >= openMax) return UnavailableException.overloaded(openMax + " exports are open");
        open.add(export);
        return null;
    }

    private synchronized void remove(OpenExport export) {
        open.remove(export);
        notifyAll();
    }

    private void observe(@Nullable StockExport there, @Nullable Throwable failure, long nanos) {
        if (there != null) observer.answered(QUERY, new Verdict.Outcome<>(there), 0, nanos);
        else if (failure instanceof InventoryException known)
            observer.answered(QUERY, new Verdict.Refusal<StockExport>(known), 0, nanos);
        else observer.givenUp(QUERY);
    }

    private void run(OpenExport export) {
        try {
            parts.gate().read(() -> parts.runner().snapshot(database, limits.unreadMax, export::read));
        } catch (InventoryException e) {
            export.fail(e);
        } catch (Throwable e) {
            LOG.error("an export failed in an unexpected way", e);
            export.fail(InternalErrorException.logged("the export failed in an unexpected way", e));
        } finally {
            remove(export);
        }
    }

    private <A> void complete(CompletableFuture<A> answer, Verdict<A> verdict) {
        parts.completions().complete(QUERY, answer, verdict);
    }

    /** How many read of the store. */
    public synchronized int open() {
        return open.size();
    }

    /** Ends all, and takes none from now on. */
    public void stop() {
        List<OpenExport> left;
        synchronized (this) {
            stopped = true;
            left = List.copyOf(open);
        }
        left.forEach(export -> export.fail(UnavailableException.unavailable("it was closed")));
    }

    /** After {@link #stop}: waits until none uses the store. */
    public synchronized void awaitEnd(long deadlineNanos) {
        try {
            while (!open.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
                if (left <= 0) {
                    LOG.warn("an export did not end in time; it goes on");
                    return;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What an export may cost.
     *
     * @param timeMax for how long it may be open before all was read of the store
     * @param unreadMax for how long its reader may leave what was read of the store
     */
    public record Limits(Duration timeMax, Duration unreadMax) {
        /** What holds for all but tests. */
        public static final Limits DEFAULT = new Limits(ExportStocks.TIME_MAX, ExportStocks.UNREAD_MAX);
    }
}
