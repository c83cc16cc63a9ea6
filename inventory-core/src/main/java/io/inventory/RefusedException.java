package io.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The request is well-formed, but the state does not allow it; nothing was done. */
public final class RefusedException extends InventoryException {
    private static final long serialVersionUID = 1;

    RefusedException(ErrorReason reason, String message, Map<String, String> ids) {
        super(reason, message, ids);
    }

    /** The line gives back a SKU that the order does not have, or more than it took or still holds. */
    public static RefusedException rollbackExceedsOrder(OrderId orderId, OrderLine line, long limit) {
        return new RefusedException(
                ErrorReason.ROLLBACK_EXCEEDS_ORDER,
                "order " + orderId + " can give back " + limit + " units of SKU " + line.sku() + ", not "
                        + line.quantity(),
                Map.of("order_id", orderId.value(), "sku_id", line.sku().value()));
    }

    /** The order would have more rollbacks, or more lines in them, than an order may have. */
    public static RefusedException tooManyRollbacks(OrderId orderId) {
        return new RefusedException(
                ErrorReason.TOO_MANY_ROLLBACKS,
                "order " + orderId + " may have " + Rollback.ROLLBACKS_MAX + " partial rollbacks with "
                        + Rollback.ROLLBACK_LINES_MAX + " lines in all; roll back the rest without lines",
                Map.of("order_id", orderId.value()));
    }

    /** The reservation would hold for longer than the limit, counted from the order's creation. */
    public static RefusedException extensionExceedsLimit(OrderId orderId, Instant createdAt, Duration totalMax) {
        return new RefusedException(
                ErrorReason.EXTENSION_EXCEEDS_LIMIT,
                "order " + orderId + " was created at " + createdAt + " and can be held until "
                        + createdAt.plus(totalMax) + " at the latest",
                Map.of("order_id", orderId.value()));
    }

    /** The stock-taking found fewer units than have been sold since. */
    public static RefusedException countBelowZero(Sku sku, long available, long difference) {
        return new RefusedException(
                ErrorReason.COUNT_BELOW_ZERO,
                "SKU " + sku + " has " + available + " units available; the count is off by " + difference
                        + ", which would leave less than zero",
                Map.of("sku_id", sku.value()));
    }

    /** The SKU was created after that. */
    public static RefusedException asOfBeforeFirstEntry(Sku sku, Instant asOf) {
        return new RefusedException(
                ErrorReason.AS_OF_BEFORE_FIRST_ENTRY,
                "SKU " + sku + " did not exist at " + asOf,
                Map.of("sku_id", sku.value()));
    }

    /** The store's clock has not come to that. */
    public static RefusedException asOfInTheFuture(Instant asOf, Instant now) {
        return new RefusedException(
                ErrorReason.AS_OF_IN_THE_FUTURE, "as_of is " + asOf + ", and it is " + now + " now", Map.of());
    }

    /** The ledger has entries of a time that is still to come: the clock was ahead when they were written. */
    public static RefusedException ledgerInTheFuture(Sku sku, Instant newest, Instant now) {
        return new RefusedException(
                ErrorReason.AS_OF_IN_THE_FUTURE,
                "the ledger of SKU " + sku + " has entries of " + newest + ", and it is " + now
                        + " now, because the clock was ahead; count again after that time, or set the stock",
                Map.of("sku_id", sku.value()));
    }

    /** The ledger has no entry of that version yet. */
    public static RefusedException asOfInTheFuture(Sku sku, long version, long current) {
        return new RefusedException(
                ErrorReason.AS_OF_IN_THE_FUTURE,
                "SKU " + sku + " has version " + current + ", not yet " + version,
                Map.of("sku_id", sku.value()));
    }

    /** The adjustment would take more than is available. */
    public static RefusedException adjustmentBelowZero(Sku sku, long available, long delta) {
        return new RefusedException(
                ErrorReason.ADJUSTMENT_BELOW_ZERO,
                "SKU " + sku + " has " + available + " units available; an adjustment by " + delta
                        + " would leave less than zero",
                Map.of("sku_id", sku.value()));
    }

    /** A balance of the SKU would exceed 64 bits. */
    public static RefusedException outOfRange(Sku sku) {
        return new RefusedException(
                ErrorReason.OUT_OF_RANGE,
                "a balance of SKU " + sku + " would exceed " + Long.MAX_VALUE,
                Map.of("sku_id", sku.value()));
    }

    /** The changes of one reason add up to more than 64 bits have. */
    public static RefusedException sumOutOfRange(Sku sku, LedgerReason reason) {
        return new RefusedException(
                ErrorReason.OUT_OF_RANGE,
                "the changes of SKU " + sku + " with the reason " + reason + " add up to more than 64 bits have;"
                        + " ask for a shorter range of time",
                Map.of("sku_id", sku.value()));
    }

    /** The reader comes back too late. */
    public static RefusedException signalsPruned(long after, long pruned) {
        return new RefusedException(
                ErrorReason.SIGNALS_PRUNED,
                "signals after " + after + " are not kept any more, up to " + pruned
                        + "; read the stocks, and go on with the oldest signal",
                Map.of("resume_token", Long.toString(after), "pruned", Long.toString(pruned)));
    }

    /** The order was compacted: it does not know its ledger entries any more. */
    public static RefusedException orderCompacted(OrderId orderId) {
        return new RefusedException(
                ErrorReason.HISTORY_PRUNED,
                "order " + orderId
                        + " was compacted, and which ledger entries are its own is not kept any more; the ledgers of"
                        + " its SKUs have them, with its id",
                Map.of("order_id", orderId.value()));
    }

    /** The entries that are asked for, or would be needed for the answer, were archived. */
    public static RefusedException ledgerArchived(Sku sku, Instant until) {
        return new RefusedException(
                ErrorReason.HISTORY_PRUNED,
                "the ledger of SKU " + sku + " up to " + until + " was archived, and is not kept here any more",
                Map.of("sku_id", sku.value(), "archived_until", until.toString()));
    }
}
