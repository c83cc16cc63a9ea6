package io.inventory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A stock centre: holds the units of each SKU that may be sold, takes them when an order is created, gives them back when
 * the order is cancelled, and keeps a ledger in which every unit can be traced.
 *
 * <p>The same in memory, on a database and over gRPC. One door in two forms, {@link #execute} and {@link #submit}; the
 * named methods are short for them. Every command is idempotent: repeating it, after any fault, gives the recorded
 * answer. Safe for use by many threads.
 *
 * <p>Expected outcomes are values; an {@link InventoryException} means misuse, a conflict or a fault, and says in {@link
 * InventoryException#isRetryable()} whether trying again can help.
 */
public interface Inventory extends AutoCloseable {
    /**
     * Answers a request; blocks until the answer is there, at most for the implementation's time limit.
     *
     * @throws InventoryException if it was not carried out, or if it is not known whether it was ({@link
     *     UnavailableException}: repeat it)
     */
    <A> A execute(Request<A> request);

    /**
     * Answers a request without blocking the caller. The future fails with an {@link InventoryException}. Cancelling it
     * keeps a request that was not begun from being begun; one that was begun is carried out.
     */
    <A> CompletableFuture<A> submit(Request<A> request);

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

    /** Turns a reservation into a sale; see {@link Confirm}. */
    default ConfirmOutcome confirm(OrderId orderId) {
        return execute(new Confirm(orderId));
    }

    /** Gives back everything that the order still has; see {@link Rollback}. */
    default RollbackOutcome rollback(OrderId orderId) {
        return execute(new Rollback(orderId));
    }

    /** Gives some units of an order back, once per {@code rollbackId}; see {@link Rollback}. */
    default RollbackOutcome rollback(OrderId orderId, List<OrderLine> lines, RollbackId rollbackId) {
        return execute(new Rollback(orderId, lines, Optional.of(rollbackId), RollbackReason.CANCELED));
    }

    /** Begins to stock a SKU; see {@link CreateStock}. */
    default StockChanged create(Sku sku, long available, RequestId requestId) {
        return execute(new CreateStock(sku, available, requestId));
    }

    /** Adds units or takes them off; see {@link AdjustStock}. */
    default StockChanged adjust(Sku sku, long delta, String reason, RequestId requestId) {
        return execute(new AdjustStock(sku, delta, reason, requestId));
    }

    /** Sets the available units; see {@link SetStock}. */
    default StockChanged set(Sku sku, long available, String reason, RequestId requestId) {
        return execute(new SetStock(sku, available, reason, requestId, OptionalLong.empty()));
    }

    /** Reads the stock of one SKU; see {@link GetStock}. */
    default Stock stock(Sku sku) {
        return execute(new GetStock(sku));
    }

    /** Reads the stock of many SKUs; see {@link BatchGetStock}. */
    default Stocks stocks(List<Sku> skus) {
        return execute(new BatchGetStock(skus));
    }

    /** Asks which lines could be sold now; see {@link CheckStock}. */
    default StockCheck check(List<OrderLine> lines) {
        return execute(new CheckStock(lines));
    }

    /** Reads an order; see {@link GetOrder}. */
    default Order order(OrderId orderId) {
        return execute(new GetOrder(orderId));
    }
}
