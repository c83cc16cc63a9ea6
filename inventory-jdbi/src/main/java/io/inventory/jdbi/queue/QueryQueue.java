package io.inventory.jdbi.queue;

import io.inventory.ExplainStock;
import io.inventory.InventoryException;
import io.inventory.ListSignals;
import io.inventory.Query;
import io.inventory.VerifyLedger;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.batch.BatchQueue;
import io.inventory.jdbi.batch.BlockedCaller;
import io.inventory.jdbi.batch.QueueLimits;
import io.inventory.jdbi.sql.Queries;
import io.inventory.jdbi.sql.verification.Verification;
import io.inventory.jdbi.transaction.TransactionObserver;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers queries that share no statement with others, each by itself. */
public final class QueryQueue {
    /** How many may wait; one more is refused as overloaded. */
    public static final int WAITING_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(QueryQueue.class);

    private final TransactionRunner runner;
    private final Queries queries;
    private final Verification verification;
    private final QueueObserver observer;
    private final BatchQueue<Query<?>> queue;

    /** With threads of its own, which wait. */
    public QueryQueue(QueueParts parts, Queries queries, Verification verification, QueueObserver observer) {
        this.runner = parts.runner();
        this.queries = queries;
        this.verification = verification;
        this.observer = observer;
        ConnectionGate gate = parts.gate();
        // one connection is for the coalesced reads, where there is one to spare
        int queriesMax = Math.max(1, gate.readsMax() - CoalescedReads.READERS);
        QueueLimits limits =
                new QueueLimits(queriesMax, 1, 1, WAITING_MAX, WAITING_MAX, parts.stalledMax(), parts.answerMax());
        queue = new BatchQueue<>(
                "inventory-query",
                limits,
                parts.completions(),
                ObservedWork.of(batch -> gate.read(() -> List.of(answer(batch.get(0)))), observer, this::waiting));
    }

    /** How many wait. */
    public int waiting() {
        return queue.waiting();
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

    /** The query's type parameter is that of its kind's answer. */
    @SuppressWarnings("unchecked")
    private <A> Verdict<A> answer(Query<A> query) {
        OutageRelay outage = new OutageRelay(queue, observer);
        if (query instanceof VerifyLedger verify)
            return new Verdict.Outcome<>((A) runner.read(handle -> verification.next(handle, verify), outage));
        if (query instanceof ListSignals && runner.read(queries::numberSignals, outage)) pruneSignals();
        if (query instanceof ExplainStock explain) {
            var unused = runner.read(handle -> queries.addUp(handle, explain.sku()), outage);
        }
        return new Verdict.Outcome<>(runner.read(handle -> queries.answer(handle, query), outage));
    }

    /** In a transaction of its own: whoever lists does not suffer if it fails. */
    private void pruneSignals() {
        try {
            runner.read(
                    handle -> {
                        queries.pruneSignals(handle);
                        return true;
                    },
                    TransactionObserver.NONE);
        } catch (InventoryException e) {
            LOG.warn("signals that were kept for long enough can't be deleted; it is tried again: {}", e.getMessage());
        }
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
