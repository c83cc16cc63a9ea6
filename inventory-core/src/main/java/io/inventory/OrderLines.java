package io.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Brings the lines of an order into their canonical form: merged by SKU, sorted by SKU. */
public final class OrderLines {
    /** The most lines of one order, counted before merging. */
    public static final int LINES_MAX = 2_000;

    private OrderLines() {}

    /**
     * Returns the lines merged and sorted; canonical lines come back unchanged.
     *
     * @throws InvalidRequestException naming {@code items}, if there are more than {@link #LINES_MAX} lines or the
     *     merged quantity of a SKU exceeds {@link OrderLine#QUANTITY_MAX}
     */
    public static List<OrderLine> canonical(List<OrderLine> lines) {
        if (lines.size() > LINES_MAX)
            throw new InvalidRequestException(
                    "items", "must have at most " + LINES_MAX + " lines, has " + lines.size());
        return isCanonical(lines) ? List.copyOf(lines) : merge(lines);
    }

    /** Like {@link #canonical}, and refuses an empty list. */
    static List<OrderLine> canonicalAndNotEmpty(List<OrderLine> lines) {
        if (lines.isEmpty()) throw new InvalidRequestException("items", "must have at least one line");
        return canonical(lines);
    }

    private static boolean isCanonical(List<OrderLine> lines) {
        for (int i = 1; i < lines.size(); i++)
            if (lines.get(i - 1).sku().compareTo(lines.get(i).sku()) >= 0) return false;
        return true;
    }

    private static List<OrderLine> merge(List<OrderLine> lines) {
        List<OrderLine> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparing(OrderLine::sku));
        List<OrderLine> merged = new ArrayList<>(sorted.size());
        for (OrderLine line : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).sku().equals(line.sku())) merged.set(last, sum(merged.get(last), line));
            else merged.add(line);
        }
        return List.copyOf(merged);
    }

    private static OrderLine sum(OrderLine a, OrderLine b) {
        long quantity = a.quantity() + b.quantity();
        if (quantity > OrderLine.QUANTITY_MAX)
            throw new InvalidRequestException(
                    "items",
                    "the lines of SKU " + a.sku() + " together must not exceed " + OrderLine.QUANTITY_MAX + " units");
        return new OrderLine(a.sku(), quantity);
    }
}
