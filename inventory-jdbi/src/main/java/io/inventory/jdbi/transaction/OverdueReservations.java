package io.inventory.jdbi.transaction;

import io.inventory.OrderId;
import io.inventory.decision.ExpiryChoice;
import io.inventory.decision.ReservedUnits;
import io.inventory.decision.Shortfall;
import io.inventory.jdbi.sql.Dialect.OverdueUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one look for overdue reservations found, and which of it expires for the orders of a transaction. Not thread-safe. */
final class OverdueReservations {
    private final OverdueUnits found;
    private final ExpiryChoice choice;

    OverdueReservations(OverdueUnits found) {
        this.found = found;
        choice = new ExpiryChoice(found.held(), found.bytes());
    }

    /** Whether more of them are to expire for what orders are short of. */
    boolean choose(Shortfall shortfall) {
        return choice.choose(shortfall);
    }

    /** Whether there is something to be cleaned up. */
    boolean hasStale() {
        return !found.stale().isEmpty();
    }

    /** The reservations that are to expire, sorted. */
    Set<OrderId> expiring() {
        return choice.orders();
    }

    /** The orders to be locked: those that are to expire, and those that were found to hold nothing. */
    Set<OrderId> orderIds() {
        Set<OrderId> orderIds = new TreeSet<>(choice.orders());
        for (ReservedUnits units : found.stale()) orderIds.add(units.orderId());
        return orderIds;
    }

    /** The rows that led to these orders. */
    List<ReservedUnits> rows() {
        List<ReservedUnits> rows = new ArrayList<>(found.stale());
        for (ReservedUnits units : found.held()) if (choice.orders().contains(units.orderId())) rows.add(units);
        return rows;
    }
}
