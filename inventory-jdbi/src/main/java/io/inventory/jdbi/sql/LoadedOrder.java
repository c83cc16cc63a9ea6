package io.inventory.jdbi.sql;

import io.inventory.OrderId;
import io.inventory.decision.OrderRecord;

/** An order's row as it was read: one that this version can't read must not fail those that were read with it. */
public sealed interface LoadedOrder {
    /** The order's id. */
    OrderId id();

    /**
     * The order.
     *
     * @throws UnreadableRowException if this version can't read its row
     */
    OrderRecord order();

    /** An order that was read. */
    record Usable(OrderRecord order) implements LoadedOrder {
        @Override
        public OrderId id() {
            return order.id();
        }
    }

    /** An order that can't be read, and why. */
    record Unreadable(OrderId id, UnreadableRowException reason) implements LoadedOrder {
        @Override
        public OrderRecord order() {
            throw reason;
        }
    }
}
