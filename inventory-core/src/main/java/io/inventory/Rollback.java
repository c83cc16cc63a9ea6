package io.inventory;

import java.util.List;
import java.util.Optional;

/**
 * Gives units of an order back: all that it still holds, or the lines named; all lines or none.
 *
 * <ul>
 *   <li>Without lines: everything outstanding. An order that is not known leaves a tombstone, so that it can't take units
 *       later.
 *   <li>With lines and a rollback id: a partial return, applied once an id. An order that is not known is refused with
 *       {@link ErrorReason#ORDER_NOT_FOUND}.
 *   <li>With lines and no id: the order's original lines mean everything outstanding; else the order id and each SKU are
 *       the key, so that a SKU can be given back in this way once.
 * </ul>
 *
 * <p>Giving back more than the order took or still holds is refused with {@link ErrorReason#ROLLBACK_EXCEEDS_ORDER}, a
 * known id with other lines with {@link ErrorReason#REQUEST_MISMATCH}. More than {@link #ROLLBACKS_MAX} rollbacks of an
 * order, or {@link #ROLLBACK_LINES_MAX} lines in them, are refused with {@link ErrorReason#TOO_MANY_ROLLBACKS}, except the
 * one that gives back the rest.
 *
 * @param orderId the order
 * @param lines what to give back, merged and sorted by SKU; empty for everything outstanding
 * @param rollbackId the idempotency key of a partial return, within the order; only together with lines
 * @param reason goes to the ledger
 */
public record Rollback(OrderId orderId, List<OrderLine> lines, Optional<RollbackId> rollbackId, RollbackReason reason)
        implements OrderCommand<RollbackOutcome> {
    /** The most rollbacks of one order. */
    public static final int ROLLBACKS_MAX = 1_000;
    /** The most lines of all rollbacks of one order together, so that the order can be read as a whole. */
    public static final int ROLLBACK_LINES_MAX = 10_000;

    /** @throws InvalidRequestException naming {@code items}, or {@code rollback_id} if it stands without lines */
    public Rollback {
        lines = OrderLines.canonical(lines);
        if (rollbackId.isPresent() && lines.isEmpty())
            throw new InvalidRequestException("rollback_id", "needs items: a rollback of everything has no id");
    }

    /** Everything outstanding, because the order was cancelled. */
    public Rollback(OrderId orderId) {
        this(orderId, RollbackReason.CANCELED);
    }

    /** Everything outstanding, for the reason given. */
    public Rollback(OrderId orderId, RollbackReason reason) {
        this(orderId, List.of(), Optional.empty(), reason);
    }
}
