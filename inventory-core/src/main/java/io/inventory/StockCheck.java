package io.inventory;

import java.util.List;

/**
 * Which lines could be sold.
 *
 * @param lines each line asked for, merged and sorted by SKU
 */
public record StockCheck(List<Line> lines) {
    /** Copies the list. */
    public StockCheck {
        lines = List.copyOf(lines);
    }

    /** Whether all lines together could be sold. */
    public boolean sellable() {
        return lines.stream().allMatch(Line::sellable);
    }

    /**
     * One line.
     *
     * @param sku what
     * @param requested the units asked for
     * @param available the units that an order may take now, without the safety stock; 0 if the SKU is not known
     * @param known whether the SKU exists
     */
    public record Line(Sku sku, long requested, long available, boolean known) {
        /** Whether the line could be sold. */
        public boolean sellable() {
            return known && available >= requested;
        }
    }
}
