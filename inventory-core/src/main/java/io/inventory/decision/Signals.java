package io.inventory.decision;

import io.inventory.ExpirySignal;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Signal;
import io.inventory.StockSignal;
import io.inventory.StockSignalKind;
import java.util.ArrayList;
import java.util.List;

/** What the rest of a shop is to be told of changes. Most cross no edge. */
public final class Signals {
    private Signals() {}

    /** In the order in which they happened. */
    public static List<Signal> of(Changes changes) {
        List<Signal> signals = new ArrayList<>(0);
        for (Movement movement : changes.movements()) addEdges(movement, signals);
        OrderRecord order = changes.order();
        if (order != null
                && order.status() == OrderStatus.EXPIRED
                && !changes.movements().isEmpty()) signals.add(expired(order, changes.movements()));
        return signals;
    }

    private static void addEdges(Movement movement, List<Signal> signals) {
        StockLevel before = movement.before();
        StockLevel after = movement.after();
        if (before.version() == 0) return;
        if (before.sellable() == 0 && after.sellable() > 0) signals.add(edge(StockSignalKind.BACK, movement));
        if (!before.isLow() && after.isLow()) signals.add(edge(StockSignalKind.LOW, movement));
        if (before.isLow() && !after.isLow()) signals.add(edge(StockSignalKind.RECOVERED, movement));
        if (before.sellable() > 0 && after.sellable() == 0) signals.add(edge(StockSignalKind.SOLD_OUT, movement));
    }

    private static StockSignal edge(StockSignalKind kind, Movement movement) {
        StockLevel after = movement.after();
        return new StockSignal(
                kind,
                after.sku(),
                after.available(),
                after.reserved(),
                after.sellable(),
                movement.before().version(),
                after.version(),
                after.updatedAt());
    }

    /** An order that has expired is changed by nothing after that, so that these are the changes of its expiry. */
    private static ExpirySignal expired(OrderRecord order, List<Movement> movements) {
        List<OrderLine> givenBack = new ArrayList<>(movements.size());
        for (Movement movement : movements)
            givenBack.add(new OrderLine(
                    movement.sku(),
                    movement.after().available() - movement.before().available()));
        return new ExpirySignal(order.id(), givenBack, movements.get(0).version(), order.updatedAt());
    }
}
