package io.inventory;

import java.util.List;

/**
 * Asks which lines could be sold now, by the rules of {@link Deduct}. Nothing is held: only a deduction or reservation
 * decides.
 *
 * @param lines 1 to {@link OrderLines#LINES_MAX} lines; kept merged and sorted by SKU
 */
public record CheckStock(List<OrderLine> lines) implements Query<StockCheck> {
    /** @throws InvalidRequestException naming {@code items} */
    public CheckStock {
        lines = OrderLines.canonicalAndNotEmpty(lines);
    }
}
