package io.inventory.examples.faults.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the database holds at the end, read without the code that wrote it.
 *
 * @param stocks in any order
 * @param ledger sorted by SKU and version
 * @param orders in any order
 * @param signals sorted by SKU and version
 */
public record Stored(List<Stock> stocks, List<Entry> ledger, List<Order> orders, List<Signal> signals) {
    /** Copies the lists. */
    public Stored {
        stocks = List.copyOf(stocks);
        ledger = List.copyOf(ledger);
        orders = List.copyOf(orders);
        signals = List.copyOf(signals);
    }

    /** A row of inventory_stocks. */
    public record Stock(String sku, long available, long reserved, long version) {}

    /** A row of inventory_logs. */
    public record Entry(
            String sku,
            long version,
            long change,
            long reservedChange,
            long availableAfter,
            long reservedAfter,
            String reason,
            String ref) {
        /** Whether it gave units of an order back because somebody asked for it. */
        public boolean isRollback() {
            return reason.equals("order_canceled") || reason.equals("order_closed");
        }

        /** Whether an operator asked for it. */
        public boolean isOperators() {
            return reason.equals("initialized") || reason.equals("policy_set") || reason.startsWith("manual_");
        }

        /** Whether an order took units. */
        public boolean isCreation() {
            return reason.equals("order_created") || reason.equals("order_reserved");
        }
    }

    /**
     * A row of inventory_orders.
     *
     * @param rejection why it was rejected, in the form of {@link Operation#answer}; empty if it was not
     * @param hold of a reservation
     */
    public record Order(
            String id,
            String status,
            List<Line> lines,
            List<Rollback> rollbacks,
            String rejection,
            @Nullable Hold hold) {
        /** Copies the lists. */
        public Order {
            lines = List.copyOf(lines);
            rollbacks = List.copyOf(rollbacks);
        }

        /** One that took its units at once. */
        public Order(String id, String status, List<Line> lines, List<Rollback> rollbacks) {
            this(id, status, lines, rollbacks, "", null);
        }
    }

    /**
     * When a reservation was to end, and when it did, by the database's clock.
     *
     * @param createdAt when it was made
     * @param firstExpiresAt until when it was to hold when it was made
     * @param expiresAt the same, or later if it was extended
     * @param closedAt when it ran out or was given back; nothing if neither
     */
    public record Hold(
            Instant createdAt,
            Instant firstExpiresAt,
            Instant expiresAt,
            @Nullable Instant closedAt) {}

    /** A line of an order. */
    public record Line(String sku, long quantity, long returned) {}

    /** A rollback of an order; without an id: empty. */
    public record Rollback(String id, List<Units> units) {
        /** Copies the list. */
        public Rollback {
            units = List.copyOf(units);
        }
    }

    /** A row of inventory_signals; the order of an expiry, else empty. */
    public record Signal(String sku, long version, String kind, String order) {}
}
