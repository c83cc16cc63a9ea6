package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.ExportStocks;
import io.inventory.Query;
import io.inventory.Request;
import io.inventory.jdbi.metrics.StoreMetrics;
import io.inventory.jdbi.queue.CoalescedReads;
import io.inventory.jdbi.queue.CommandQueue;
import io.inventory.jdbi.queue.QueryQueue;
import io.inventory.jdbi.queue.StockExports;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The queues of an inventory, and which request goes into which. Thread-safe. */
record RequestQueues(CommandQueue commands, CoalescedReads reads, QueryQueue queries, StockExports exports) {
    /** Blocks until the answer is there, for a limited time. */
    <A> A execute(Request<A> request) {
        if (request instanceof Command<A> command) return commands.execute(command);
        Query<A> query = (Query<A>) request;
        if (query instanceof ExportStocks) return exports.execute(query);
        return CoalescedReads.answers(query) ? reads.execute(query) : queries.execute(query);
    }

    /** Does not block; the future fails with an {@link io.inventory.InventoryException}. */
    <A> CompletableFuture<A> submit(Request<A> request) {
        if (request instanceof Command<A> command) return commands.submit(command);
        Query<A> query = (Query<A>) request;
        if (query instanceof ExportStocks) return exports.submit(query);
        return CoalescedReads.answers(query) ? reads.submit(query) : queries.submit(query);
    }

    /** The same, unless it is not begun within that time. */
    <A> CompletableFuture<A> submit(Request<A> request, Duration beginWithin) {
        if (request instanceof Command<A> command) return commands.submit(command, beginWithin);
        Query<A> query = (Query<A>) request;
        // it waits for no turn
        if (query instanceof ExportStocks && !beginWithin.isNegative() && !beginWithin.isZero())
            return exports.submit(query);
        return CoalescedReads.answers(query) ? reads.submit(query, beginWithin) : queries.submit(query, beginWithin);
    }

    /** Shows how many wait. */
    void show(StoreMetrics metrics) {
        metrics.watchQueues(commands::waiting, reads::waiting, queries::waiting);
    }

    /** From now on they take no more requests. */
    void stop() {
        commands.stop();
        reads.stop();
        queries.stop();
        exports.stop();
    }

    /** After {@link #stop}: finish what they have, and at the deadline refuse what is left. */
    void awaitEnd(long deadlineNanos) {
        commands.awaitEnd(deadlineNanos);
        reads.awaitEnd(deadlineNanos);
        queries.awaitEnd(deadlineNanos);
        exports.awaitEnd(deadlineNanos);
    }

    /** Whether the current thread is one of theirs, which must not wait for their end. */
    boolean isOwnThread() {
        return commands.isOwnThread() || reads.isOwnThread() || queries.isOwnThread();
    }
}
