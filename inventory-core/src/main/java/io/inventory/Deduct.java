package io.inventory;

import java.util.List;

/**
 * Sells the units of an order: all lines or none.
 *
 * <p>The same order id with the same lines gives the recorded answer; with other lines it is refused with {@link
 * ErrorReason#ORDER_MISMATCH}. An order that was rolled back or expired is rejected as closed. A rejection is final: a
 * new attempt is a new order id.
 *
 * @param orderId the order to make
 * @param lines what it takes, 1 to {@link OrderLines#LINES_MAX} lines; kept merged and sorted by SKU
 */
public record Deduct(OrderId orderId, List<OrderLine> lines) implements AllocateCommand<DeductOutcome> {
    /** @throws InvalidRequestException naming {@code items}, if there are none, too many, or their sum is too large */
    public Deduct {
        lines = OrderLines.canonicalAndNotEmpty(lines);
    }

    @Override
    public Origin origin() {
        return Origin.DEDUCT;
    }
}
