package io.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A stock centre: holds the units of each SKU that may be sold, takes them when an order is created, gives them back when
 * the order is cancelled, and keeps a ledger in which every unit can be traced.
 *
 * <p>The same in memory, on a database and over gRPC. One door in two forms, {@link #execute} and {@link #submit}; the
 * named methods are short for {@code execute}. They have no asynchronous twins, because {@code submit} is as short: a
 * request is a value with constructors for what is common, so that {@code submit(new Deduct(orderId, lines))} says all
 * that a {@code deductAsync} would. Every command is idempotent: repeating it, after any fault, gives the recorded
 * answer. Safe for use by many threads.
 *
 * <p>Expected outcomes are values; an {@link InventoryException} means misuse, a conflict or a fault, and says in {@link
 * InventoryException#isRetryable()} whether trying again can help.
 */
public interface Inventory extends AutoCloseable {
    /**
     * Answers a request; blocks until the answer is there, at most for the implementation's time limit. Who is interrupted
     * while waiting keeps the interrupt and gets an {@link UnavailableException}.
     *
     * @throws InventoryException if it was not carried out, or if it is not known whether it was ({@link
     *     UnavailableException}: repeat it)
     */
    <A> A execute(Request<A> request);

    /**
     * Answers a request without blocking the caller. The future fails with an {@link InventoryException}. Cancelling it
     * keeps a request that was not begun from being begun; one that was begun is carried out.
     *
     * <p>The implementation says on which thread it completes the future. A continuation that blocks belongs on an executor
     * of the caller's ({@link CompletableFuture#thenApplyAsync(java.util.function.Function,
     * java.util.concurrent.Executor)}): whoever shares that thread waits for it.
     */
    <A> CompletableFuture<A> submit(Request<A> request);

    /**
     * The same for a caller whose time is short: what waits for its turn for longer than {@code beginWithin} is never begun,
     * and fails as {@link ErrorReason#OVERLOADED} when its turn comes. What was begun in time is carried out and answered,
     * however long that takes. Zero or less begins nothing.
     *
     * <p>An implementation in which nothing waits, or that cannot know for how long, looks at it once.
     */
    default <A> CompletableFuture<A> submit(Request<A> request, Duration beginWithin) {
        return beginWithin.isNegative() || beginWithin.isZero()
                ? CompletableFuture.failedFuture(UnavailableException.tooLate())
                : submit(request);
    }

    /** Stops taking requests, answers those that were taken, and frees what it holds. */
    @Override
    void close();

    /** Sells the units of an order, all lines or none; see {@link Deduct}. */
    default DeductOutcome deduct(OrderId orderId, List<OrderLine> lines) {
        return execute(new Deduct(orderId, lines));
    }

    /** Holds the units of an order for {@link Reserve#TIME_TO_LIVE_DEFAULT}; see {@link Reserve}. */
    default ReserveOutcome reserve(OrderId orderId, List<OrderLine> lines) {
        return execute(new Reserve(orderId, lines));
    }

    /** Holds the units of an order for {@code timeToLive}; see {@link Reserve}. */
    default ReserveOutcome reserve(OrderId orderId, List<OrderLine> lines, Duration timeToLive) {
        return execute(new Reserve(orderId, lines, timeToLive));
    }

    /** Turns a reservation into a sale; see {@link Confirm}. */
    default ConfirmOutcome confirm(OrderId orderId) {
        return execute(new Confirm(orderId));
    }

    /** Gives a reservation more time, from now; see {@link Extend}. */
    default ExtendOutcome extend(OrderId orderId, Duration timeToLive) {
        return execute(new Extend(orderId, timeToLive));
    }

    /** Gives back everything that the order still has, because it was cancelled; see {@link Rollback}. */
    default RollbackOutcome rollback(OrderId orderId) {
        return execute(new Rollback(orderId));
    }

    /** Gives back everything that the order still has, for the reason given; see {@link Rollback}. */
    default RollbackOutcome rollback(OrderId orderId, RollbackReason reason) {
        return execute(new Rollback(orderId, reason));
    }

    /** Gives some units of an order back, once per {@code rollbackId}, because of a cancellation; see {@link Rollback}. */
    default RollbackOutcome rollback(OrderId orderId, List<OrderLine> lines, RollbackId rollbackId) {
        return rollback(orderId, lines, rollbackId, RollbackReason.CANCELED);
    }

    /** Gives some units of an order back, once per {@code rollbackId}, for the reason given; see {@link Rollback}. */
    default RollbackOutcome rollback(
            OrderId orderId, List<OrderLine> lines, RollbackId rollbackId, RollbackReason reason) {
        return execute(new Rollback(orderId, lines, Optional.of(rollbackId), reason));
    }

    /** Begins to stock a SKU; see {@link CreateStock}. */
    default StockChanged create(Sku sku, long available, RequestId requestId) {
        return execute(new CreateStock(sku, available, requestId));
    }

    /** Adds units or takes them off; see {@link AdjustStock}. */
    default StockChanged adjust(Sku sku, long delta, String reason, RequestId requestId) {
        return execute(new AdjustStock(sku, delta, reason, requestId));
    }

    /** Sets the available units, whatever they were; see {@link SetStock}. */
    default StockChanged set(Sku sku, long available, String reason, RequestId requestId) {
        return execute(new SetStock(sku, available, reason, requestId));
    }

    /**
     * Sets the available units of a stock that was read, unless it has changed since: then it is refused with {@link
     * ErrorReason#VERSION_MISMATCH}. See {@link SetStock}.
     */
    default StockChanged set(Stock read, long available, String reason, RequestId requestId) {
        return execute(new SetStock(read.sku(), available, reason, requestId, OptionalLong.of(read.version())));
    }

    /** Sets which units are kept from orders, and when the SKU runs low; see {@link SetStockPolicy}. */
    default StockChanged setPolicy(Sku sku, long safetyStock, long lowThreshold, RequestId requestId) {
        return execute(new SetStockPolicy(sku, safetyStock, lowThreshold, requestId));
    }

    /** Records what was counted at a time in the past; see {@link CountStock}. */
    default StockCounted count(Sku sku, long counted, Instant asOf, String reason, RequestId requestId) {
        return execute(new CountStock(sku, counted, asOf, reason, requestId));
    }

    /**
     * Carries out a chunk of an import, each item by itself, without blocking the caller. The results are in the order of the
     * items; what was refused is among them. The future fails with an {@link InventoryException} if nothing is known of any item:
     * submit it again. It is completed where those of {@link #submit(Request)} are.
     */
    default CompletableFuture<List<ImportResult>> submit(ImportChunk chunk) {
        return chunk.submitTo(this);
    }

    /**
     * Carries out an import, from its begin or from any item on: what had been applied gives its recorded answer. Blocks until all
     * items have a result. Reads the items, whose numbers ascend, as there is room for them, and keeps no more than two chunks of
     * {@link ImportChunk#ITEMS_MAX}. Items of one SKU are applied in their order, others in any.
     *
     * <p>What fails for a reason that passes is sent again for a minute. Then, and at once where the store is read-only, the import
     * ends; so it does if the caller is interrupted, or {@code results} or {@code items} throws. To resume it, call this again
     * with the same id and the items from the first one on that has no result.
     *
     * @param results is given the result of each item, in their order, on this thread
     * @throws UnavailableException if it ended before all items had a result; what was under way may have been applied
     * @throws InvalidRequestException naming {@code number}, if the numbers do not ascend
     */
    default ImportSummary importStocks(
            ImportId importId, Iterator<? extends ImportItem> items, Consumer<? super ImportResult> results) {
        return new ImportRun(this, importId, items).run(results);
    }

    /** Reads what the ledger says of a SKU at a time or version; see {@link GetStockAsOf}. */
    default StockBalance stock(Sku sku, AsOf asOf) {
        return execute(new GetStockAsOf(sku, asOf));
    }

    /** Explains the stock of one SKU from its whole ledger; see {@link ExplainStock}. */
    default StockExplanation explain(Sku sku) {
        return execute(new ExplainStock(sku));
    }

    /** Reads the stock of one SKU; see {@link GetStock}. */
    default Stock stock(Sku sku) {
        return execute(new GetStock(sku));
    }

    /** Reads the stock of many SKUs; see {@link BatchGetStock}. */
    default Stocks stocks(List<Sku> skus) {
        return execute(new BatchGetStock(skus));
    }

    /**
     * Reads all stocks, sorted by SKU; see {@link ListStocks}.
     *
     * <p>The stream reads a page of {@link Page#SIZE_MAX} at a time, when it gets there, on the thread that consumes it,
     * and holds no more than that one. It needs no closing. What fails, fails in the stream's terminal operation with an
     * {@link InventoryException}; to go on from the page that failed, use {@link ListStocks} and its tokens.
     */
    default Stream<Stock> stocks() {
        return Pages.stream(after -> execute(new ListStocks(Page.SIZE_MAX, after)));
    }

    /**
     * Reads all stocks as they were at one time, sorted by SKU; see {@link ExportStocks}. The stream must be closed. What fails,
     * fails in the stream's terminal operation with an {@link InventoryException}.
     */
    default Stream<Stock> exportStocks() {
        return ExportedStocks.stream(execute(new ExportStocks()));
    }

    /** Asks which lines could be sold now; see {@link CheckStock}. */
    default StockCheck check(List<OrderLine> lines) {
        return execute(new CheckStock(lines));
    }

    /** Reads an order; see {@link GetOrder}. */
    default Order order(OrderId orderId) {
        return execute(new GetOrder(orderId));
    }

    /** Reads the ledger of a SKU, newest first, page by page as {@link #stocks()} does; see {@link ListSkuLedger}. */
    default Stream<LedgerEntry> ledger(Sku sku) {
        return Pages.stream(after -> execute(new ListSkuLedger(sku, Page.SIZE_MAX, after)));
    }

    /**
     * Reads the ledger entries of an order, newest first, page by page as {@link #stocks()} does; see {@link
     * ListOrderLedger}.
     */
    default Stream<LedgerEntry> ledger(OrderId orderId) {
        return Pages.stream(after -> execute(new ListOrderLedger(orderId, Page.SIZE_MAX, after)));
    }

    /** Lists up to {@link Page#SIZE_MAX} signals after a position; see {@link ListSignals}. */
    default SignalPage signals(long after) {
        return execute(new ListSignals(after, Page.SIZE_MAX));
    }
}
