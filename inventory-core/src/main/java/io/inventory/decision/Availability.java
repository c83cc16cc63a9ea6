package io.inventory.decision;

import io.inventory.OrderLine;
import io.inventory.Rejection;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.StockCheck;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether lines can be sold: the one rule, for orders and for carts that only ask. */
public final class Availability {
    private Availability() {}

    /** The units that an order may take, 0 or more. */
    static long sellable(long available, long safetyStock) {
        return Math.max(0, available - safetyStock);
    }

    /** Whether a line could be sold from a stock; {@code sellable} is null where the SKU does not exist. */
    public static StockCheck.Line check(OrderLine line, @Nullable Long sellable) {
        return sellable == null
                ? new StockCheck.Line(line.sku(), line.quantity(), 0, false)
                : new StockCheck.Line(line.sku(), line.quantity(), sellable, true);
    }

    /** Whether a new order of these lines would be refused for units that are not there. */
    public static boolean isShort(List<OrderLine> lines, WorkingSet state) {
        return rejection(lines, state) instanceof Rejection.InsufficientStock;
    }

    /** Why the lines can't all be taken: all unknown SKUs, else every shortage; null if they can. */
    static @Nullable Rejection rejection(List<OrderLine> lines, WorkingSet state) {
        List<Sku> unknown = new ArrayList<>(0);
        List<Shortage> shortages = new ArrayList<>(0);
        for (OrderLine line : lines) {
            StockLevel stock = state.stock(line.sku());
            StockCheck.Line check = check(line, stock == null ? null : stock.sellable());
            if (!check.known()) unknown.add(check.sku());
            else if (!check.sellable()) shortages.add(new Shortage(check.sku(), check.requested(), check.available()));
        }
        if (!unknown.isEmpty()) return new Rejection.UnknownSku(unknown);
        if (!shortages.isEmpty()) return new Rejection.InsufficientStock(shortages);
        return null;
    }
}
